// SPDX-License-Identifier: Apache-2.0
#include "shim/index/curl_library.h"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "shim/index/header_fields.h"
#include "tests/shim/fetch_world.h"

namespace accel::shim::index {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

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
