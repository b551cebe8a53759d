// SPDX-License-Identifier: Apache-2.0
#include "shim/index/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shim/index/html_text.h"
#include "shim/index/sha256.h"

namespace accel::shim::index {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kBase[] = "https://me:pw@index.example/whl/cu126/torch/";
constexpr char kJson[] = "application/vnd.pypi.simple.v1+json";
constexpr char kWheel[] = "torch-2.9.1%2Bcu126-cp312-cp312-manylinux_2_28_x86_64.whl";
const std::string kHash(64, 'a');
const std::string kMetadataHash(64, 'b');

std::string Html(const std::string& body) {
  return "<!DOCTYPE html>\n<html><body>" + body + "</body></html>\n<!--TIMESTAMP 1-->";
}

absl::StatusOr<Page> ParseHtml(const std::string& body) {
  return ParsePage("text/html; charset=utf-8", Html(body), kBase);
}

absl::StatusOr<Page> ParseJson(const std::string& files) {
  std::string body =
      R"({"meta":{"api-version":"1.4"},"name":"torch","versions":[],"files":[)" + files + "]}";
  return ParsePage(kJson, body, kBase);
}

absl::StatusCode CodeOf(const char* type, const std::string& body) {
  return ParsePage(type, body, kBase).status().code();
}

TEST(PageTest, AnHtmlLinkBecomesAFile) {
  auto page =
      ParseHtml("<a href='" + std::string(kWheel) + "#sha256=" + kHash +
                "' data-requires-python='&gt;=3.10' data-core-metadata='sha256=" + kMetadataHash +
                "' data-yanked='broken &amp; old'>torch</a><br/>");
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_THAT(page->files, SizeIs(1));
  EXPECT_EQ(page->files[0], (File{"https://index.example/whl/cu126/torch/" + std::string(kWheel),
                                  "torch-2.9.1+cu126-cp312-cp312-manylinux_2_28_x86_64.whl", kHash,
                                  kMetadataHash, ">=3.10", true, "broken & old", std::nullopt}));
}

TEST(PageTest, AJsonEntryBecomesAFile) {
  auto page = ParseJson(
      R"({"filename":"torch-2.9.1-cp312-cp312-manylinux_2_28_x86_64.whl","url":"../f/t.whl?x=1",)"
      R"("hashes":{"sha256":")" +
      kHash + R"("},"core-metadata":{"sha256":")" + kMetadataHash +
      R"("},"requires-python":">=3.10","yanked":"broken","size":899769600,"upload-time":"x"})");
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->name, "torch");
  ASSERT_THAT(page->files, SizeIs(1));
  EXPECT_EQ(page->files[0], (File{"https://index.example/whl/cu126/f/t.whl?x=1",
                                  "torch-2.9.1-cp312-cp312-manylinux_2_28_x86_64.whl", kHash,
                                  kMetadataHash, ">=3.10", true, "broken", 899769600}));
}

// PEP 658, 714: the newer name rules over the older; a value without a usable hash still says that
// the file is there.
TEST(PageTest, MetadataIsThereWithAndWithoutAHash) {
  const std::pair<std::string, std::string> kHtmlCases[] = {
      {"", ""},
      {"data-core-metadata", "true"},
      {"data-core-metadata=true", "true"},
      {"data-core-metadata=false", ""},
      {"data-dist-info-metadata=sha256=" + kHash, kHash},
      {"data-core-metadata=sha256=" + kMetadataHash + " data-dist-info-metadata=sha256=" + kHash,
       kMetadataHash},
      {"data-core-metadata=sha256=short", "true"},
      {"data-core-metadata=md5=" + kHash, "true"},
  };
  for (const auto& [attributes, expected] : kHtmlCases) {
    auto page = ParseHtml("<a href=a-1.tar.gz " + attributes + ">a</a>");
    ASSERT_TRUE(page.ok() && page->files.size() == 1) << attributes;
    EXPECT_EQ(page->files[0].metadata_sha256, expected) << attributes;
  }
  const std::pair<std::string, std::string> kJsonCases[] = {
      {R"("core-metadata":true)", "true"},
      {R"("core-metadata":false)", ""},
      {R"("core-metadata":null)", ""},
      {R"("core-metadata":{})", "true"},
      {R"("core-metadata":false,"dist-info-metadata":true)", ""},
      {R"("dist-info-metadata":{"sha256":")" + kHash + "\"}", kHash},
  };
  for (const auto& [member, expected] : kJsonCases) {
    auto page = ParseJson(R"({"filename":"a-1.tar.gz","url":"a-1.tar.gz",)" + member + "}");
    ASSERT_TRUE(page.ok() && page->files.size() == 1) << member;
    EXPECT_EQ(page->files[0].metadata_sha256, expected) << member;
  }
}

TEST(PageTest, YankedMayHaveNoReason) {
  EXPECT_TRUE(ParseHtml("<a href=a-1.tar.gz data-yanked>a</a>")->files.at(0).yanked);
  EXPECT_FALSE(ParseHtml("<a href=a-1.tar.gz>a</a>")->files.at(0).yanked);
  auto yanked = [](const std::string& value) {
    auto page = ParseJson(R"({"filename":"a-1.zip","url":"a-1.zip","yanked":)" + value + "}");
    return page->files.at(0).yanked;
  };
  EXPECT_TRUE(yanked("true"));
  EXPECT_FALSE(yanked("false"));
  EXPECT_TRUE(yanked("\"\""));
  EXPECT_FALSE(yanked("null"));
}

TEST(PageTest, OnlySha256OfTheRightLengthIsAHash) {
  auto hash = [](const std::string& fragment) {
    return ParseHtml("<a href='a-1.tar.gz" + fragment + "'>a</a>")->files.at(0).sha256;
  };
  EXPECT_EQ(hash("#sha256=" + std::string(64, 'A')), kHash);
  EXPECT_EQ(hash("#sha256=" + std::string(63, 'a')), "");
  EXPECT_EQ(hash("#sha256=" + std::string(64, 'g')), "");
  EXPECT_EQ(hash("#md5=d41d8cd98f00b204e9800998ecf8427e"), "");
  EXPECT_EQ(hash(""), "");
}

TEST(PageTest, TheBaseElementMovesRelativeLinks) {
  auto page = ParsePage("text/html",
                        "<html><head><base href='https://files.example/f/'></head><body>"
                        "<a href=a-1.tar.gz>a</a></body></html>",
                        kBase);
  EXPECT_EQ(page->files.at(0).url, "https://files.example/f/a-1.tar.gz");
}

TEST(PageTest, LinksThatAreNotHttpAreDroppedAndCounted) {
  auto page = ParseHtml(
      "<a href='javascript:alert(1)'>a</a><a href='file:///etc/a-1.tar.gz'>a</a>"
      "<a href='data:text/html,a-1.tar.gz'>a</a><a href='http://'>a</a><a>none</a>"
      "<a href='//other.example/a-1.tar.gz'>a</a>");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->skipped_links, 4u);
  ASSERT_THAT(page->files, SizeIs(1));
  EXPECT_EQ(page->files[0].url, "https://other.example/a-1.tar.gz");
}

TEST(PageTest, NamesThatAreNoDistributionsAreSkippedAndCounted) {
  for (const char* href :
       {"torch-2.9.1-cp312.whl", "torch.whl", "torch-2.9.1.egg", "torch-2.9.1.exe", "x.asc", "../",
        "a%2Fb-1.tar.gz", "a-..%5C1.tar.gz", "a-1%00.tar.gz", "a-1%1B[0m.tar.gz", ".tar.gz",
        "-1.tar.gz", "a-.tar.gz", "a..-1.zip", "\xc3\xa4-1.zip"}) {
    auto page = ParseHtml("<a href=\"" + std::string(href) + "\">a</a>");
    ASSERT_TRUE(page.ok()) << href;
    EXPECT_THAT(page->files, IsEmpty()) << href;
    EXPECT_EQ(page->skipped_names, 1u) << href;
  }
}

TEST(PageTest, AJsonEntryThatIsNoneIsSkipped) {
  auto page = ParseJson(R"(1,null,{},{"filename":"a-1.zip"},{"filename":7,"url":"x"})");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->skipped_names, 4u);
  EXPECT_THAT(page->files, SizeIs(1));  // no url: the page itself, with the name it gives
}

TEST(PageTest, AnEmptyPageHasNoFiles) {
  EXPECT_THAT(ParseHtml("")->files, IsEmpty());
  EXPECT_THAT(ParseJson("")->files, IsEmpty());
}

TEST(PageTest, APageThatWasCutShortIsAnError) {
  const std::string html = Html("<a href=a-1.tar.gz>a</a><a href=a-2.tar.gz>a</a>");
  for (std::size_t length = 0; length < html.find("</html>"); ++length) {
    EXPECT_FALSE(ParsePage("text/html", html.substr(0, length), kBase).ok()) << length;
  }
  const std::string json =
      R"({"meta":{"api-version":"1.0"},"files":[{"filename":"a-1.zip","url":"a-1.zip"}]})";
  ASSERT_TRUE(ParsePage(kJson, json, kBase).ok());
  for (std::size_t length = 0; length < json.size(); ++length) {
    EXPECT_FALSE(ParsePage(kJson, json.substr(0, length), kBase).ok()) << length;
  }
}

TEST(PageTest, NothingInAPageHidesTheLinksBehindIt) {
  for (const std::string before : {"\xff\xfe", "\x01", "&#0;", "<select>", "<svg>", "<template>",
                                   "<title>x</title>", "</body>", "<!-- x -- >-->", "<b></i></b>",
                                   "<a href=", "<meta charset=utf-16>", "<?php ?>"}) {
    auto page = ParseHtml(before + "<a href=a-1.zip>a</a><p><a href=a-2.zip>a</a>");
    ASSERT_TRUE(page.ok()) << before << page.status();
    EXPECT_EQ(page->files.back().filename, "a-2.zip") << before;
  }
  EXPECT_FALSE(ParseHtml(std::string("\0<a href=a-1.zip>a</a>", 23)).ok());
}

TEST(PageTest, APageOfOneLongTextIsReadOrRefusedButNotShortened) {
  auto page = ParseHtml(std::string(20'000'000, 'x') + "<a href=a-1.zip>a</a>");
  EXPECT_TRUE(!page.ok() || page->files.size() == 1);
  page = ParseHtml("<a href='" + std::string(20'000'000, 'x') + "'></a><a href=a-1.zip>a</a>");
  EXPECT_TRUE(!page.ok() || page->files.size() == 1);
}

TEST(PageTest, OfAKeyThatIsThereTwiceTheLastOneCounts) {
  auto page = ParseJson(R"({"filename":"a-1.zip","filename":"a-2.zip","url":"x","url":"y"})");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->files.at(0).filename, "a-2.zip");
  EXPECT_EQ(page->files.at(0).url, "https://index.example/whl/cu126/torch/y");
}

TEST(PageTest, WhatFollowsTheDocumentIsAnError) {
  const std::string whole = R"({"meta":{"api-version":"1.0"},"files":[]})";
  EXPECT_TRUE(ParsePage(kJson, whole + " \n", kBase).ok());
  EXPECT_FALSE(ParsePage(kJson, whole + "{}", kBase).ok());
  EXPECT_FALSE(ParsePage(kJson, whole + "]", kBase).ok());
}

TEST(PageTest, AnotherMajorVersionIsRefused) {
  const std::string meta = "<meta name='pypi:repository-version' content='";
  auto html = [&](const std::string& version) {
    return CodeOf("text/html", "<html><head>" + meta + version + "'></head></html>");
  };
  EXPECT_EQ(html("1.0"), absl::StatusCode::kOk);
  EXPECT_EQ(html("1.99"), absl::StatusCode::kOk);
  EXPECT_EQ(html("2.0"), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(html("10.0"), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(html("x"), absl::StatusCode::kDataLoss);
  const std::string two = R"({"meta":{"api-version":"2.0"},"files":[]})";
  EXPECT_EQ(CodeOf(kJson, two), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(CodeOf("application/vnd.pypi.simple.v2+json", "{}"), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(CodeOf(kJson, R"({"files":[]})"), absl::StatusCode::kDataLoss);
}

TEST(PageTest, OtherTypesAreNoPages) {
  for (const char* type : {"", "text/plain", "application/octet-stream", "image/png"}) {
    EXPECT_EQ(CodeOf(type, Html("")), absl::StatusCode::kDataLoss) << type;
  }
  EXPECT_EQ(CodeOf("Application/Vnd.PyPI.Simple.v1+HTML", Html("")), absl::StatusCode::kOk);
}

TEST(PageTest, ErrorsNameThePageWithoutCredentials) {
  std::string message(ParsePage("text/html", "<html>", kBase).status().message());
  EXPECT_THAT(message, HasSubstr("https://index.example/whl/cu126/torch/"));
  EXPECT_THAT(message, ::testing::Not(HasSubstr("pw")));
}

TEST(PageTest, APageThatNestsDeepIsRefusedBeforeItCostsTime) {
  std::string deep;
  for (int i = 0; i < 10'001; ++i) deep += "<div>";
  EXPECT_TRUE(NestsTooDeep(deep));
  EXPECT_EQ(CodeOf("text/html", Html(deep)), absl::StatusCode::kDataLoss);
  std::string flat;
  for (int i = 0; i < 20'000; ++i) flat += "<li><a href=a-1.tar.gz>a</a><br>";
  EXPECT_FALSE(NestsTooDeep(flat));
  EXPECT_THAT(ParseHtml(flat)->files, SizeIs(20'000));
}

// FIPS 180-4 examples, and lengths around the block size.
TEST(Sha256Test, AgreesWithTheStandard) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256Hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_EQ(Sha256Hex(std::string(64, 'a')),
            "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST(PageTest, APageThatIsMadeToTakeLongIsGivenUp) {
  Response response;
  response.content_type = "text/html";
  response.final_url = "https://h/torch/";
  response.body = "<html><body><a";
  for (int i = 0; i < 60'000; ++i) response.body += " a" + std::to_string(i) + "=1";
  response.body += "></a></body></html>";
  EXPECT_EQ(ParsePageWithin(std::chrono::milliseconds(50), response).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

}  // namespace
}  // namespace accel::shim::index
