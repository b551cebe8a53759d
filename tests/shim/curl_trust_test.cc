// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "tests/shim/fetch_world.h"

namespace accel::shim::index {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST(CurlTrustTest, RedirectsAreFollowedFiveTimes) {
  LoopbackServer server([](const Seen& seen) {
    int left = std::stoi(seen.target.substr(1));
    if (left == 0) return HttpAnswer("200 OK", "", kPage);
    return RedirectTo("/" + std::to_string(left - 1));
  });
  auto response = FetchFrom(server.Url("/5"));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->final_url, server.Url("/0"));
  absl::Status error = FetchFrom(server.Url("/6")).status();
  EXPECT_EQ(error.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(error.message()), HasSubstr("5 redirects"));
}

TEST(CurlTrustTest, RedirectsToOtherSchemesAreRefused) {
  for (const char* target : {"file:///etc/passwd", "ftp://127.0.0.1/", "javascript:x"}) {
    LoopbackServer server(Always(RedirectTo(target)));
    EXPECT_EQ(FetchFrom(server.Url("/")).status().code(), absl::StatusCode::kFailedPrecondition)
        << target;
  }
}

TEST(CurlTrustTest, TlsIsVerifiedAndNeverLeft) {
  LoopbackServer plain(Always(HttpAnswer("200 OK", "", kPage)));
  TestCertificate certificate;
  LoopbackServer server(
      [&plain](const Seen& seen) {
        return seen.target == "/down" ? RedirectTo(plain.Url("/"))
                                      : HttpAnswer("200 OK", "", kPage);
      },
      &certificate);
  CurlOptions trusting = NoNetrc();
  trusting.ca_bundle = certificate.pem_file();
  auto response = CurlFetcher(trusting).Fetch(To(server.Url("/")));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->body, kPage);

  absl::Status unknown = FetchFrom(server.Url("/")).status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(unknown.message()), HasSubstr("SSL_CERT_FILE"));

  absl::Status down = CurlFetcher(trusting).Fetch(To(server.Url("/down"))).status();
  EXPECT_EQ(down.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(down.message()), HasSubstr("from https to http"));
  EXPECT_THAT(plain.seen(), SizeIs(0));
}

TEST(CurlTrustTest, CredentialsStayWithTheirOrigin) {
  LoopbackServer other(Always(HttpAnswer("200 OK", "", kPage)));
  LoopbackServer server([&other](const Seen& seen) {
    return seen.target == "/here" ? RedirectTo("/away") : RedirectTo(other.Url("/"));
  });
  std::string url = server.Url("/here");
  url.insert(url.find("//") + 2, "me:p%40ss@");
  auto response = FetchFrom(url);
  ASSERT_TRUE(response.ok()) << response.status();
  const std::string basic = "Basic bWU6cEBzcw==";  // me:p@ss
  EXPECT_EQ(server.seen().at(0).headers["authorization"], basic);
  EXPECT_EQ(server.seen().at(1).headers["authorization"], basic);
  EXPECT_EQ(other.seen().at(0).headers.count("authorization"), 0u);
}

TEST(CurlTrustTest, NetrcIsRead) {
  char path[] = "/tmp/accel-netrc-XXXXXX";
  close(mkstemp(path));
  std::ofstream(path) << "machine 127.0.0.1 login me password p@ss\n";
  LoopbackServer server(Always(HttpAnswer("200 OK", "", kPage)));
  CurlOptions options;
  options.netrc_file = path;
  EXPECT_TRUE(CurlFetcher(options).Fetch(To(server.Url("/"))).ok());
  EXPECT_EQ(server.seen().at(0).headers["authorization"], "Basic bWU6cEBzcw==");
  unlink(path);
}

TEST(CurlTrustTest, ErrorsShowNoCredentials) {
  LoopbackServer server(Always(HttpAnswer("404 Not Found", "", "")));
  std::string url = server.Url("/x/");
  url.insert(url.find("//") + 2, "me:hunter2@");
  std::string message(FetchFrom(url).status().message());
  EXPECT_THAT(message, HasSubstr("/x/"));
  EXPECT_THAT(message, Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace accel::shim::index
