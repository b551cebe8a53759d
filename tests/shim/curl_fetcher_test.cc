// SPDX-License-Identifier: Apache-2.0
#include "shim/index/curl_fetcher.h"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <condition_variable>
#include <fstream>

#include "shim/index/header_fields.h"
#include "shim/index/page.h"
#include "shim/index/sha256.h"
#include "tests/shim/loopback_server.h"

namespace accel::shim::index {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using Seen = LoopbackServer::Seen;

constexpr char kPage[] = "<html></html>";

CurlOptions NoNetrc() {
  CurlOptions options;
  options.netrc_file = "/dev/null";
  return options;
}

Request To(const std::string& url) {
  Request request;
  request.url = url;
  request.deadline = std::chrono::seconds(20);
  return request;
}

absl::StatusOr<Response> FetchFrom(const std::string& url) {
  return CurlFetcher(NoNetrc()).Fetch(To(url));
}

// A server that gives every request the same answer.
LoopbackServer::Handler Always(const std::string& answer) {
  return [answer](const Seen&) { return answer; };
}

std::string RedirectTo(const std::string& url) {
  return HttpAnswer("302 Found", "Location: " + url + "\r\n", "");
}

TEST(CurlFetcherTest, APageComesWithItsHeaders) {
  LoopbackServer server(Always(HttpAnswer("200 OK",
                                          "Content-Type: text/html\r\nETag: \"e\"\r\n"
                                          "Last-Modified: Tue, 24 Nov 2026 20:00:00 GMT\r\n"
                                          "Cache-Control: max-age=600\r\nCache-Control: public\r\n",
                                          kPage)));
  Request request = To(server.Url("/simple/torch/"));
  request.accept = kAcceptPage;
  auto response = CurlFetcher(NoNetrc()).Fetch(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, kPage);
  EXPECT_EQ(response->content_type, "text/html");
  EXPECT_EQ(response->etag, "\"e\"");
  EXPECT_EQ(response->last_modified, "Tue, 24 Nov 2026 20:00:00 GMT");
  EXPECT_EQ(response->cache_control, "max-age=600, public");
  EXPECT_EQ(response->final_url, server.Url("/simple/torch/"));
  EXPECT_FALSE(response->not_modified);
  EXPECT_EQ(server.seen().at(0).headers["accept"], kAcceptPage);
  EXPECT_EQ(server.seen().at(0).headers["user-agent"], "accel-shim");
}

TEST(CurlFetcherTest, StatusesBecomeErrorsThatSayWhatToDo) {
  const std::tuple<const char*, absl::StatusCode, const char*> kCases[] = {
      {"401 Unauthorized", absl::StatusCode::kUnauthenticated, "netrc"},
      {"403 Forbidden", absl::StatusCode::kPermissionDenied, "netrc"},
      {"404 Not Found", absl::StatusCode::kNotFound, "check the name"},
      {"410 Gone", absl::StatusCode::kNotFound, "check the name"},
      {"429 Too Many Requests", absl::StatusCode::kUnavailable, "try again later"},
      {"500 Oops", absl::StatusCode::kUnavailable, "try again later"},
      {"503 Busy", absl::StatusCode::kUnavailable, "try again later"},
      {"204 No Content", absl::StatusCode::kFailedPrecondition, "check the URL"},
  };
  for (const auto& [status, code, advice] : kCases) {
    LoopbackServer server(Always(HttpAnswer(status, "", "")));
    absl::Status error = FetchFrom(server.Url("/x/")).status();
    EXPECT_EQ(error.code(), code) << status;
    std::string message(error.message());
    EXPECT_THAT(message, HasSubstr("cannot fetch " + server.Url("/x/") + ": "));
    EXPECT_THAT(message, HasSubstr(advice)) << status;
  }
}

TEST(CurlFetcherTest, ABodyThatWasCutShortIsAnError) {
  LoopbackServer server(Always("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<html></html>"));
  EXPECT_EQ(FetchFrom(server.Url("/")).status().code(), absl::StatusCode::kDataLoss);
  LoopbackServer chunked(Always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<html"));
  EXPECT_EQ(FetchFrom(chunked.Url("/")).status().code(), absl::StatusCode::kDataLoss);
  LoopbackServer garbage(Always("\x16\x03\x01 no http"));
  EXPECT_FALSE(FetchFrom(garbage.Url("/")).ok());
}

TEST(CurlFetcherTest, ABodyOverTheLimitIsGivenUp) {
  std::string large(5000, 'x');
  for (const std::string& answer :
       {HttpAnswer("200 OK", "", large), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + large}) {
    LoopbackServer server(Always(answer));
    Request request = To(server.Url("/"));
    request.max_bytes = 4999;
    EXPECT_EQ(CurlFetcher(NoNetrc()).Fetch(request).status().code(),
              absl::StatusCode::kResourceExhausted);
    request.max_bytes = 5000;
    EXPECT_TRUE(CurlFetcher(NoNetrc()).Fetch(request).ok());
  }
}

// `printf '%060d' 0 | gzip -n9`: 60 bytes from 24 on the wire.
TEST(CurlFetcherTest, TheLimitCountsWhatIsUnpacked) {
  const std::string packed(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x33\x30\x20\x1f\x00\x00\xd7\xe2\xdf\x3c\x3c\x00\x00"
      "\x00",
      24);
  LoopbackServer server(Always(HttpAnswer("200 OK", "Content-Encoding: gzip\r\n", packed)));
  Request request = To(server.Url("/"));
  auto response = CurlFetcher(NoNetrc()).Fetch(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->body, std::string(60, '0'));
  EXPECT_THAT(server.seen().at(0).headers["accept-encoding"], HasSubstr("gzip"));
  request.max_bytes = 59;
  EXPECT_EQ(CurlFetcher(NoNetrc()).Fetch(request).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(CurlFetcherTest, RedirectsAreFollowedFiveTimes) {
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

TEST(CurlFetcherTest, RedirectsToOtherSchemesAreRefused) {
  for (const char* target : {"file:///etc/passwd", "ftp://127.0.0.1/", "javascript:x"}) {
    LoopbackServer server(Always(RedirectTo(target)));
    EXPECT_EQ(FetchFrom(server.Url("/")).status().code(), absl::StatusCode::kFailedPrecondition)
        << target;
  }
}

TEST(CurlFetcherTest, TlsIsVerifiedAndNeverLeft) {
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

TEST(CurlFetcherTest, CredentialsStayWithTheirOrigin) {
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

TEST(CurlFetcherTest, NetrcIsRead) {
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

TEST(CurlFetcherTest, ErrorsShowNoCredentials) {
  LoopbackServer server(Always(HttpAnswer("404 Not Found", "", "")));
  std::string url = server.Url("/x/");
  url.insert(url.find("//") + 2, "me:hunter2@");
  std::string message(FetchFrom(url).status().message());
  EXPECT_THAT(message, HasSubstr("/x/"));
  EXPECT_THAT(message, Not(HasSubstr("hunter2")));
}

TEST(CurlFetcherTest, ASilentServerMeetsTheDeadline) {
  LoopbackServer server(Always(""));
  Request request = To(server.Url("/"));
  request.deadline = std::chrono::milliseconds(100);
  EXPECT_EQ(CurlFetcher(NoNetrc()).Fetch(request).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST(CurlFetcherTest, TheUserCanInterrupt) {
  std::atomic<bool> cancel = false;
  LoopbackServer server([&cancel](const Seen&) {
    cancel = true;
    return std::string();
  });
  CurlOptions options = NoNetrc();
  options.cancel = &cancel;
  EXPECT_EQ(CurlFetcher(options).Fetch(To(server.Url("/"))).status().code(),
            absl::StatusCode::kCancelled);
}

TEST(CurlFetcherTest, NobodyListeningIsUnavailable) {
  std::string url;
  {
    LoopbackServer gone(Always(""));
    url = gone.Url("/");
  }
  absl::Status error = FetchFrom(url).status();
  EXPECT_EQ(error.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(error.message()), HasSubstr("check the network"));
}

TEST(CurlFetcherTest, ConditionsAreSentAndNotModifiedIsAnAnswer) {
  LoopbackServer server(Always("HTTP/1.1 304 Not Modified\r\nETag: \"e\"\r\n\r\n"));
  Request request = To(server.Url("/"));
  request.if_none_match = "\"e\"";
  request.if_modified_since = "Tue, 24 Nov 2026 20:00:00 GMT";
  auto response = CurlFetcher(NoNetrc()).Fetch(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_TRUE(response->not_modified);
  EXPECT_EQ(response->status, 304);
  EXPECT_EQ(server.seen().at(0).headers["if-none-match"], "\"e\"");
  EXPECT_EQ(server.seen().at(0).headers["if-modified-since"], request.if_modified_since);
}

TEST(CurlFetcherTest, AHashThatWasAskedForIsChecked) {
  LoopbackServer server(Always(HttpAnswer("200 OK", "", kPage)));
  Request request = To(server.Url("/"));
  request.sha256 = Sha256Hex(kPage);
  EXPECT_TRUE(CurlFetcher(NoNetrc()).Fetch(request).ok());
  request.sha256 = Sha256Hex("another");
  EXPECT_EQ(CurlFetcher(NoNetrc()).Fetch(request).status().code(), absl::StatusCode::kDataLoss);
}

// No request is answered before all four have come: one after the other would never end.
TEST(CurlFetcherTest, ManyAreFetchedSideBySideAndKeepTheirOrder) {
  std::mutex mutex;
  std::condition_variable all_here;
  int here = 0;
  LoopbackServer server([&](const Seen& seen) {
    std::unique_lock<std::mutex> lock(mutex);
    ++here;
    all_here.notify_all();
    all_here.wait(lock, [&] { return here == 4; });
    return HttpAnswer("200 OK", "", seen.target);
  });
  std::vector<Request> requests;
  for (const char* target : {"/a", "/b", "/c", "/d"}) requests.push_back(To(server.Url(target)));
  requests.insert(requests.begin() + 2, To("file:///etc/passwd"));
  auto responses = CurlFetcher(NoNetrc()).FetchAll(requests);
  ASSERT_THAT(responses, SizeIs(5));
  EXPECT_EQ(responses[0]->body, "/a");
  EXPECT_EQ(responses[1]->body, "/b");
  EXPECT_EQ(responses[2].status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(responses[3]->body, "/c");
  EXPECT_EQ(responses[4]->body, "/d");
}

TEST(CurlFetcherTest, WithoutLibcurlItSaysWhatToInstall) {
  CurlOptions options;
  options.libraries = {"libcurl-that-is-not-there.so.4", "libm.so.6"};
  absl::Status error = CurlFetcher(options).Fetch(To("http://127.0.0.1:1/")).status();
  EXPECT_EQ(error.code(), absl::StatusCode::kFailedPrecondition);
  std::string message(error.message());
  EXPECT_THAT(message, HasSubstr("libcurl-that-is-not-there.so.4"));
  EXPECT_THAT(message, HasSubstr("libm.so.6 lacks curl_"));
  EXPECT_THAT(message, HasSubstr("install it"));
}

// As CTest runs it, alone in its process.
TEST(CurlFetcherTest, NothingIsLoadedBeforeTheFirstFetch) {
  auto loaded = [] { return dlopen("libcurl.so.4", RTLD_NOW | RTLD_NOLOAD) != nullptr; };
  if (loaded()) GTEST_SKIP() << "another test has fetched already";
  CurlFetcher fetcher(NoNetrc());
  EXPECT_THAT(fetcher.FetchAll({}), SizeIs(0));
  EXPECT_FALSE(loaded());
  EXPECT_FALSE(fetcher.Fetch(To("http://127.0.0.1:1/")).ok());
  EXPECT_TRUE(loaded());
}

TEST(CurlOptionsTest, TheEnvironmentNamesTheCertificates) {
  std::map<std::string, std::string> environment = {{"PIP_CERT", ""},
                                                    {"CURL_CA_BUNDLE", "/b.pem"},
                                                    {"SSL_CERT_FILE", "/c.pem"},
                                                    {"SSL_CERT_DIR", "/certs"},
                                                    {"NETRC", "/n"}};
  auto get = [&](const char* name) {
    auto found = environment.find(name);
    return found == environment.end() ? nullptr : found->second.c_str();
  };
  CurlOptions options = CurlOptionsFromEnvironment(get);
  EXPECT_EQ(options.ca_bundle, "/b.pem");
  EXPECT_EQ(options.ca_folder, "/certs");
  EXPECT_EQ(options.netrc_file, "/n");
  environment["REQUESTS_CA_BUNDLE"] = "/tmp";  // a folder, as requests allows
  EXPECT_EQ(CurlOptionsFromEnvironment(get).ca_bundle, "");
  EXPECT_EQ(CurlOptionsFromEnvironment(get).ca_folder, "/tmp");
}

TEST(HeaderFieldsTest, AnInterimAnswerIsForgotten) {
  HeaderFields fields;
  for (const char* line : {"HTTP/1.1 100 Continue\r\n", "ETag: \"old\"\r\n", "\r\n",
                           "HTTP/1.1 200 OK\r\n", "cOntent-TYPE:\ttext/html \r\n", "broken\r\n"}) {
    ReadHeaderLine(line, fields);
  }
  EXPECT_EQ(fields.etag, "");
  EXPECT_EQ(fields.content_type, "text/html");
}

}  // namespace
}  // namespace accel::shim::index
