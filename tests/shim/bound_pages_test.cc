// SPDX-License-Identifier: Apache-2.0
#include "shim/bound_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/shim/family_world.h"

namespace accel::shim {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

v1::Host Gtx1080() { return compat::Nvidia({"6.1"}, "580.95.05"); }

TEST(BoundPagesTest, OnlyTheBestBuildOfEachVersionIsOffered) {
  const std::pair<v1::Host, const char*> kCases[] = {
      {Gtx1080(), "torch-2.8.0+cu126 torch-2.9.1+cu126"},
      {compat::Nvidia({"9.0"}, "580.95.05"), "torch-2.8.0+cu128 torch-2.9.1+cu128"},
      {compat::Amd({"gfx1100"}), "torch-2.8.0+rocm6.4 torch-2.9.1+rocm6.4"},
      {compat::NoGpu(), "torch-2.8.0+cpu torch-2.9.1+cpu"},
  };
  for (const auto& [host, offered] : kCases) {
    FamilyWorld world(host);
    AddPage(world.fetcher, "torch", TorchWheels());
    EXPECT_EQ(world.Ask(0, "torch"), offered);
  }
}

TEST(BoundPagesTest, NoPageIsAskedTwice) {
  FamilyWorld world(Gtx1080());
  AddPage(world.fetcher, "torch", TorchWheels());
  AddPage(world.fetcher, "torchvision", VisionWheels());
  for (int i = 0; i < 3; ++i) {
    world.Ask(0, "torch");
    world.Ask(0, "torchvision");
  }
  EXPECT_EQ(world.Asked(kBase + "torch/"), 1u);
  EXPECT_EQ(world.Asked(kBase + "torchvision/"), 1u);
}

TEST(BoundPagesTest, APageThatIsMissingIsNotAskedTwiceEither) {
  FamilyWorld world(Gtx1080());
  EXPECT_THAT(world.Ask(0, "torch"), StartsWith("failure: "));
  EXPECT_THAT(world.Ask(0, "torch"), StartsWith("failure: "));
  EXPECT_EQ(world.Asked(kBase + "torch/"), 1u);
}

// torch 2.9.1 only runs as cu126 here, 2.8.0 only as cu128: each follower version goes with its own
// leader's tag.
TEST(BoundPagesTest, FollowersArePairedByRequiresDist) {
  FamilyWorld world(Gtx1080());
  AddPage(world.fetcher, "torch",
          {{"torch", "2.9.1", "cu126", "", ""}, {"torch", "2.7.1", "cu118", "", ""}});
  AddPage(world.fetcher, "torchvision",
          {{"torchvision", "0.24.1", "cu126", "torch==2.9.1", ""},
           {"torchvision", "0.24.1", "cu118", "torch==2.9.1", ""},
           {"torchvision", "0.22.1", "cu126", "torch==2.7.1", ""},
           {"torchvision", "0.22.1", "cu118", "torch==2.7.1", ""},
           {"torchvision", "0.20.0", "cu118", "torch==2.5.0", ""}});
  EXPECT_EQ(world.Ask(0, "torchvision"), "torchvision-0.24.1+cu126 torchvision-0.22.1+cu118");
}

TEST(BoundPagesTest, NothingNewerThanWhatWasChosenIsOffered) {
  FamilyWorld world(Gtx1080());
  AddPage(world.fetcher, "torch", TorchWheels());
  AddPage(world.fetcher, "torchvision", VisionWheels());
  world.pages.Limit("torch", *compat::ParseVersion("2.8.0"));
  world.pages.Limit("torchvision", *compat::ParseVersion("0.23.0"));
  EXPECT_EQ(world.Ask(0, "torch"), "torch-2.8.0+cu126");
  EXPECT_EQ(world.Ask(0, "torchvision"), "torchvision-0.23.0+cu126");
}

TEST(BoundPagesTest, ASettledLeaderIsTheOnlyBuildOfItsVersion) {
  FamilyWorld world(compat::Nvidia({"9.0"}, "580.95.05"));
  AddPage(world.fetcher, "torch", TorchWheels());
  AddPage(world.fetcher, "torchvision", VisionWheels());
  world.pages.Settle("torch", {"2.8.0", "cu126"});
  EXPECT_EQ(world.Ask(0, "torch"), "torch-2.8.0+cu126 torch-2.9.1+cu128");
  EXPECT_EQ(world.Ask(0, "torchvision"), "torchvision-0.23.0+cu126 torchvision-0.24.1+cu126");
}

// The torchtriton incident of December 2022: no index but the family's own is asked for these.
TEST(BoundPagesTest, BoundNamesComeFromTheFamilysIndexAlone) {
  FamilyWorld world(Gtx1080());
  AddPage(world.fetcher, "torchtriton", {{"torchtriton", "2.0.0", "", "", ""}});
  EXPECT_EQ(world.Ask(0, "torchtriton"), "torchtriton-2.0.0");
  for (const char* name :
       {"torch", "torchvision", "torchtriton", "pytorch-triton-rocm", "triton", "rocm"}) {
    EXPECT_EQ(world.Ask(1, name), "404") << name;
    EXPECT_THAT(world.Ask(0, name), testing::Not(HasSubstr("user.example"))) << name;
  }
}

TEST(BoundPagesTest, OtherNamesComeFromTheUsersIndexes) {
  FamilyWorld world(Gtx1080());
  EXPECT_EQ(world.Ask(0, "numpy"), "-> https://user.example/simple/numpy/");
  EXPECT_EQ(world.Ask(1, "numpy"), "-> https://extra.example/simple/numpy/");
  EXPECT_EQ(world.Ask(2, "numpy"), "404");
  EXPECT_EQ(world.Ask(-1, "numpy"), "404");
  EXPECT_EQ(world.Ask(0, "torch-geometric"), "-> https://user.example/simple/torch-geometric/");
  EXPECT_TRUE(world.fetcher.asked().empty());
}

TEST(BoundPagesTest, ABrokenPageIsAFailureThatNamesIt) {
  for (const char* body : {"<html><body>", "", "\x1f\x8b"}) {
    FamilyWorld world(Gtx1080());
    world.fetcher.AnswerPage(kBase + "torch/", "text/html", body);
    EXPECT_THAT(world.Ask(0, "torch"), StartsWith("failure: ")) << body;
    EXPECT_THAT(world.Ask(0, "torch"), HasSubstr(kBase + "torch/")) << body;
  }
  FamilyWorld world(Gtx1080());
  world.fetcher.Answer(kBase + "torch/", absl::UnavailableError("cannot fetch X: 503"));
  EXPECT_EQ(world.Ask(0, "torch"), "failure: cannot fetch X: 503");
}

TEST(BoundPagesTest, NothingThatRunsIsAFailureThatSaysWhy) {
  FamilyWorld world(Gtx1080());
  AddPage(world.fetcher, "torch", {{"torch", "2.9.1", "cu128", "", ""}});
  EXPECT_THAT(world.Ask(0, "torch"), HasSubstr("runs on"));
}

TEST(FamilyIndexTest, OnlyWheelsOfTheProjectAreListed) {
  FamilyWorld world(Gtx1080());
  AddPage(world.fetcher, "torch",
          {{"torch", "2.9.1", "cu126", "", ""}, {"torchvision", "0.24.1", "cu126", "", ""}});
  const auto listed = world.index.List("torch", *compat::RealCatalog().FindPackage("torch"));
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->size(), 1u);
  EXPECT_EQ(listed->front().version + " " + listed->front().tag, "2.9.1 cu126");
}

TEST(FamilyIndexTest, YankedFilesAreNoOffers) {
  FamilyWorld world(Gtx1080());
  AddPage(
      world.fetcher, "torch",
      {{"torch", "2.9.1", "cu126", "", "data-yanked=\"\""}, {"torch", "2.8.0", "cu126", "", ""}});
  const v1::Package& torch = *compat::RealCatalog().FindPackage("torch");
  const auto offers = world.index.Offers(torch, torch);
  ASSERT_TRUE(offers.ok()) << offers.status();
  ASSERT_EQ(offers->size(), 1u);
  EXPECT_EQ(offers->front().version(), "2.8.0");
}

TEST(FamilyIndexTest, APageWithoutAUsableWheelIsNoMissingPage) {
  FamilyWorld world(Gtx1080());
  AddPage(world.fetcher, "torch", {});
  EXPECT_EQ(world.index.List("torch", *compat::RealCatalog().FindPackage("torch")).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(FamilyIndexTest, ATagWithAnIndexOfItsOwnComesFromThereAlone) {
  FamilyWorld world(Gtx1080());
  AddPage(world.fetcher, "torch",
          {{"torch", "2.9.1", "cu126", "", ""}, {"torch", "2.9.1", "cpu", "", ""}});
  world.fetcher.AnswerPage("https://private.example/cu126/torch/", "text/html",
                           "<!DOCTYPE html><html><body><a href=\"" +
                               FileName({"torch", "2.9.1", "cu126", "", ""}) +
                               "\">x</a><a href=\"" + FileName({"torch", "2.9.1", "cpu", "", ""}) +
                               "\">x</a></body></html>");
  FamilyIndex index(world.fetcher, world.mirrors, std::nullopt,
                    {{"cu126", "https://private.example/cu126"}});
  const auto listed = index.List("torch", *compat::RealCatalog().FindPackage("torch"));
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->size(), 2u);
  EXPECT_THAT((*listed)[0].file.url, StartsWith(kBase));
  EXPECT_EQ((*listed)[0].tag, "cpu");
  EXPECT_THAT((*listed)[1].file.url, StartsWith("https://private.example/cu126/"));
}

TEST(FamilyIndexTest, MirrorsStandInForPagesAndFiles) {
  FamilyWorld world(Gtx1080());
  world.mirrors = {{kBase, "https://mirror.example/t/", ""}};
  world.fetcher.AnswerPage("https://mirror.example/t/torch/", "text/html",
                           "<!DOCTYPE html><html><body><a href=\"" + kBase +
                               FileName({"torch", "2.9.1", "cu126", "", ""}) +
                               "\">x</a></body></html>");
  const auto listed = world.index.List("torch", *compat::RealCatalog().FindPackage("torch"));
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_THAT(listed->front().file.url, StartsWith("https://mirror.example/t/torch-2.9.1"));
}

}  // namespace
}  // namespace accel::shim
