// SPDX-License-Identifier: Apache-2.0
#include "shim/gate/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shim/gate/reply.h"
#include "shim/gate/route.h"

namespace accel::shim::gate {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kHash(64, 'a');
const std::string kMetadataHash(64, 'b');

index::File Wheel() {
  index::File file;
  file.url =
      "https://files.example/whl/torch-2.9.1%2Bcu126-cp312-cp312-manylinux_2_28_x86_64.whl?a=1&b";
  file.filename = "torch-2.9.1+cu126-cp312-cp312-manylinux_2_28_x86_64.whl";
  file.sha256 = kHash;
  file.metadata_sha256 = kMetadataHash;
  file.requires_python = ">=3.10,<4";
  file.yanked = true;
  file.yanked_reason = "\"<script>&'";
  return file;
}

TEST(RenderTest, WhatIsRenderedIsReadBackAsItWas) {
  index::File plain;
  plain.url = "https://files.example/torch-2.9.1.tar.gz";
  plain.filename = "torch-2.9.1.tar.gz";
  index::File unhashed = plain;
  unhashed.metadata_sha256 = "true";
  unhashed.yanked = true;
  const std::vector<index::File> files = {Wheel(), plain, unhashed};
  auto page = index::ParsePage(kPageType, RenderPage("torch", files), "http://127.0.0.1:1/x/");
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->files, files);
  EXPECT_EQ(page->skipped_links + page->skipped_names, 0u);
}

TEST(RenderTest, NothingLeavesItsAttribute) {
  std::string html = RenderPage("torch<b>", std::vector<index::File>{Wheel()});
  EXPECT_THAT(html, Not(HasSubstr("<script>")));
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
  EXPECT_THAT(html, HasSubstr("data-requires-python=\"&gt;=3.10,&lt;4\""));
}

// pip 22.3 to 23.1 fetches the wheel twice when the older name is there.
TEST(RenderTest, OnlyTheNewerMetadataAttributeIsWritten) {
  std::string html = RenderPage("torch", std::vector<index::File>{Wheel()});
  EXPECT_THAT(html, HasSubstr("data-core-metadata=\"sha256=" + kMetadataHash + "\""));
  EXPECT_THAT(html, Not(HasSubstr("dist-info")));
}

TEST(RouteTest, OnlyTheTokensPagesAreRoutes) {
  auto route = [](const std::string& path) {
    auto parsed = ParseRoute(path, "t0k3n");
    return parsed ? std::to_string(parsed->index) + " " + parsed->name : "none";
  };
  EXPECT_EQ(route("/t0k3n/0/simple/torch/"), "0 torch");
  EXPECT_EQ(route("/t0k3n/12/simple/torch"), "12 torch");
  EXPECT_EQ(route("/t0k3n/1/simple/Torch_Vision/"), "1 torch-vision");
  for (const char* path : {"",
                           "/",
                           "t0k3n/0/simple/torch/",
                           "/t0k3n",
                           "/t0k3n/",
                           "/t0k3n/0/simple/",
                           "/t0k3n/0/",
                           "/t0k3m/0/simple/torch/",
                           "/t0k3n0/0/simple/torch/",
                           "/t0k3/0/simple/torch/",
                           "/t0k3n/-1/simple/torch/",
                           "/t0k3n/x/simple/torch/",
                           "/t0k3n//simple/torch/",
                           "/t0k3n/1000/simple/torch/",
                           "/t0k3n/0/other/torch/",
                           "/t0k3n/0/simple/torch/x",
                           "/t0k3n/0/simple/torch//",
                           "/t0k3n/0/simple/../",
                           "/t0k3n/0/simple/-torch/",
                           "/t0k3n/0/simple/to%72ch/",
                           "//t0k3n/0/simple/torch/"}) {
    EXPECT_EQ(route(path), "none") << path;
  }
  EXPECT_EQ(route("/t0k3n/0/simple/" + std::string(256, 'a') + "/"), "none");
}

TEST(RouteTest, TokensAreLongAndNew) {
  std::string one = *NewToken(), two = *NewToken();
  EXPECT_EQ(one.size(), 64u);
  EXPECT_NE(one, two);
}

TEST(ReplyTest, RedirectsCarryCredentialsOnlyWhenTold) {
  const std::string url = "https://me:pw@index.example/simple/numpy/";
  EXPECT_EQ(MakeReply({0, "numpy"}, Redirect{url}).location, "https://index.example/simple/numpy/");
  EXPECT_EQ(MakeReply({0, "numpy"}, Redirect{url, Credentials::kKeep}).location, url);
}

TEST(ReplyTest, ARedirectToNowhereIsAFailure) {
  Answer answer = Redirect{"file:///srv/index/numpy/"};
  Reply reply = MakeReply({0, "numpy"}, answer);
  EXPECT_EQ(reply.status, 424);
  EXPECT_THAT(Remember({0, "numpy"}, answer, reply).text, HasSubstr("only http and https"));
  EXPECT_EQ(MakeReply({0, "numpy"}, Redirect{"https://a/\r\nSet-Cookie: x"}).status, 424);
}

}  // namespace
}  // namespace accel::shim::gate
