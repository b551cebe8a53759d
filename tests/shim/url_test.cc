// SPDX-License-Identifier: Apache-2.0
#include "shim/index/url.h"

#include <gtest/gtest.h>

#include "shim/index/file_url.h"

namespace accel::shim::index {
namespace {

std::string Joined(const std::string& base, const std::string& reference) {
  absl::StatusOr<Url> url = ParseUrl(base);
  if (!url.ok()) return "bad base";
  absl::StatusOr<Url> joined = Join(*url, reference);
  return joined.ok() ? ToString(*joined) : "refused";
}

// RFC 3986 §5.4.1 and §5.4.2, the whole list.
TEST(UrlTest, ReferencesResolveAsInRfc3986) {
  const std::pair<const char*, const char*> kCases[] = {
      {"g:h", "refused"},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g/"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"g#s", "http://a/b/c/g#s"},
      {"g?y#s", "http://a/b/c/g?y#s"},
      {";x", "http://a/b/c/;x"},
      {"g;x", "http://a/b/c/g;x"},
      {"g;x?y#s", "http://a/b/c/g;x?y#s"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"../../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {".g", "http://a/b/c/.g"},
      {"g..", "http://a/b/c/g.."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/./x", "http://a/b/c/g?y/./x"},
      {"g?y/../x", "http://a/b/c/g?y/../x"},
      {"g#s/./x", "http://a/b/c/g#s/./x"},
      {"http:g", "refused"},  // strict parsers
  };
  for (const auto& [reference, expected] : kCases) {
    EXPECT_EQ(Joined("http://a/b/c/d;p?q", reference), expected) << reference;
  }
}

TEST(UrlTest, OnlyHttpWithAHostIsAccepted) {
  for (const char* text :
       {"", "torch", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "ftp://a/",
        "http:", "http://", "https:///path", "http://a b/", "http://[::1", "http://a:99999/",
        "http://a:x/", "http://a%2f/", "http://a/\x01", "http://a/x\ny", "http://ä.example/"}) {
    EXPECT_EQ(ParseUrl(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(UrlTest, PartsAreTakenApart) {
  absl::StatusOr<Url> url = ParseUrl("  HTTPS://me:s%40cret@Host.Example:8443/a/b%2Bc?x=1#f ");
  ASSERT_TRUE(url.ok());
  EXPECT_EQ(*url, (Url{"https", "me:s%40cret", "host.example", "8443", "/a/b%2Bc", "x=1", "f"}));
  EXPECT_EQ(ParseUrl("http://[::1]:80/")->host, "[::1]");
}

TEST(UrlTest, BytesThatNoUrlHoldsAreEncoded) {
  EXPECT_EQ(Joined("http://a/", "b c\"<>\\|ü"), "http://a/b%20c%22%3C%3E%5C%7C%C3%BC");
  EXPECT_EQ(Joined("http://a/", "100%"), "http://a/100%25");
  EXPECT_EQ(Joined("http://a/", "x%2Bcu126.whl"), "http://a/x%2Bcu126.whl");
}

TEST(UrlTest, FileNamesAreDecoded) {
  EXPECT_EQ(FileNameOf("http://a/whl/torch-2.9.1%2Bcu126-cp312.whl?x/y"),
            "torch-2.9.1+cu126-cp312.whl");
  EXPECT_EQ(FileNameOf("http://a/whl/"), "");
  EXPECT_EQ(PercentDecode("%2b%zz%"), "+%zz%");
}

TEST(UrlTest, CredentialsCanBeCutOut) {
  EXPECT_EQ(WithoutCredentials("https://me:pw@a/x?q"), "https://a/x?q");
  EXPECT_EQ(WithoutCredentials("https://a/x@y"), "https://a/x@y");
  EXPECT_EQ(WithoutCredentials("ftp://me:pw@a/x@y"), "ftp://a/x@y");
  EXPECT_EQ(WithoutCredentials("http:/me:pw@a/s"), "http:/a/s");
  EXPECT_EQ(WithoutCredentials("me:pw@a/s"), "me:a/s");
  EXPECT_EQ(WithoutCredentials("no url"), "no url");
}

TEST(UrlTest, CredentialsGoToTheirOwnOriginOnly) {
  const std::string source = "https://me:pw@a/simple/";
  EXPECT_EQ(WithCredentialsOf("https://a:443/x", source), "https://me:pw@a:443/x");
  EXPECT_EQ(WithCredentialsOf("https://b/x", source), "https://b/x");
  EXPECT_EQ(WithCredentialsOf("http://a/x", source), "http://a/x");
  EXPECT_EQ(WithCredentialsOf("https://a:8443/x", source), "https://a:8443/x");
}

TEST(UrlTest, AnotherHostInAReferenceDropsTheCredentialsOfItsBase) {
  EXPECT_EQ(Joined("https://me:pw@a/x/", "y"), "https://me:pw@a/x/y");
  EXPECT_EQ(Joined("https://me:pw@a/x/", "//b/y"), "https://b/y");
}

TEST(UrlTest, LeavingTlsIsSeen) {
  Url plain = *ParseUrl("http://a/"), safe = *ParseUrl("https://a/");
  EXPECT_TRUE(IsDowngrade(safe, plain));
  EXPECT_FALSE(IsDowngrade(plain, safe));
  EXPECT_FALSE(IsDowngrade(plain, plain));
  EXPECT_FALSE(IsDowngrade(safe, safe));
}

TEST(UrlTest, ProjectPagesEndInASlash) {
  EXPECT_EQ(ProjectPageUrl("https://a/simple", "torch"), "https://a/simple/torch/");
  EXPECT_EQ(ProjectPageUrl("https://a/simple/", "torch"), "https://a/simple/torch/");
}

}  // namespace
}  // namespace accel::shim::index
