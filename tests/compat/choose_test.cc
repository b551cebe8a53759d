// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compat/answer.h"
#include "tests/compat/machines.h"

namespace accel::compat {
namespace {

// "torch 2.14.1+cu126, torchvision 0.29.1+cu126", or "refused: …".
std::string Answer(const v1::Host& host, const std::vector<std::string>& requirements,
                   v1::ListTagsRequest request = {}) {
  for (const std::string& text : requirements) request.add_requirements(text);
  const absl::StatusOr<v1::ListTagsResponse> response = ListTags(request, host, RealCatalog());
  if (!response.ok()) return std::string(Message(response.status()));
  if (response->has_refusal()) return "refused: " + response->refusal().message();
  std::string text;
  for (const v1::Choice& choice : response->choice()) {
    text +=
        (text.empty() ? "" : ", ") + choice.package() + " " + choice.version() + "+" + choice.tag();
  }
  return text;
}

v1::ListTagsRequest Python(const std::string& version) {
  v1::ListTagsRequest request;
  request.mutable_interpreter()->set_version(version);
  return request;
}

TEST(ChooseTest, PascalOnR580GetsCu126FromTheLastReleaseThatHasIt) {
  EXPECT_EQ(Answer(Nvidia({"6.1"}, "580.95.05"), {"torch"}), "torch 2.14.1+cu126");
}

TEST(ChooseTest, VoltaOnR580GetsTheBuildThatEachVersionHasForIt) {
  const v1::Host v100 = Nvidia({"7.0"}, "580.95.05");
  EXPECT_EQ(Answer(v100, {"torch==2.8.0"}), "torch 2.8.0+cu129");
  EXPECT_EQ(Answer(v100, {"torch==2.7.1"}), "torch 2.7.1+cu126");
  EXPECT_EQ(Answer(v100, {"torch"}), "torch 2.14.1+cu126");
}

TEST(ChooseTest, BlackwellOnR570GetsTheLastReleaseWithCu128) {
  EXPECT_EQ(Answer(Nvidia({"12.0"}, "570.124.06"), {"torch"}), "torch 2.11.0+cu128");
}

TEST(ChooseTest, NativeToolkitsComeBeforeThoseThatLeanOnCompatibility) {
  EXPECT_EQ(Answer(Nvidia({"9.0"}, "580.95.05"), {"torch"}), "torch 2.15.0+cu130");
  EXPECT_EQ(Answer(Nvidia({"9.0"}, "595.45.04"), {"torch"}), "torch 2.15.0+cu132");
  EXPECT_EQ(Answer(Nvidia({"9.0"}, "570.26"), {"torch==2.9.1"}), "torch 2.9.1+cu128");
  EXPECT_EQ(Answer(Nvidia({"8.6"}, "535.183.01"), {"torch"}), "torch 2.14.1+cu126");
}

TEST(ChooseTest, ThePythonLimitsTheVersion) {
  EXPECT_EQ(Answer(Nvidia({"9.0"}, "580.95.05"), {"torch"}, Python("3.10.4")),
            "torch 2.14.1+cu130");
  EXPECT_EQ(Answer(Nvidia({"9.0"}, "580.95.05"), {"torch"}, Python("3.11.0")),
            "torch 2.15.0+cu130");
}

TEST(ChooseTest, AFamilyIsChosenInOneTag) {
  EXPECT_EQ(Answer(Nvidia({"7.0"}, "580.95.05"), {"torch", "torchvision==0.23.0"}),
            "torch 2.8.0+cu129, torchvision 0.23.0+cu129");
  EXPECT_EQ(Answer(Nvidia({"9.0"}, "580.95.05"), {"torchaudio==2.9.1", "torchvision"}),
            "torchaudio 2.9.1+cu130, torchvision 0.24.1+cu130");
}

// What `pip freeze` wrote on such a machine.
TEST(ChooseTest, ABuildThatIsNamedIsTakenWhereItRuns) {
  const v1::Host pascal = Nvidia({"6.1"}, "580.95.05"), hopper = Nvidia({"9.0"}, "580.95.05");
  EXPECT_EQ(Answer(pascal, {"torch==2.9.1+cu126"}), "torch 2.9.1+cu126");
  EXPECT_EQ(Answer(pascal, {"torch===2.9.1+cu126"}), "torch 2.9.1+cu126");
  EXPECT_EQ(Answer(hopper, {"torch==2.9.1+cu128"}),
            "torch 2.9.1+cu128");  // not the best, but asked for
  EXPECT_EQ(Answer(hopper, {"torch==2.9.1+cpu"}), "torch 2.9.1+cpu");
  EXPECT_EQ(Answer(pascal, {"torch==2.9.1+cu128"}),
            "refused: no build of torch==2.9.1+cu128 runs on sm_61 with driver 580.95.05");
  EXPECT_EQ(Answer(pascal, {"torch!=2.14.1+cu126"}), "torch 2.14.0+cu126");
}

TEST(ChooseTest, ARefusedBuildNamesTheOneThatRuns) {
  v1::ListTagsRequest request;
  request.add_requirements("torch==2.9.1+cu128");
  const auto refused = ListTags(request, Nvidia({"6.1"}, "580.95.05"), RealCatalog());
  ASSERT_TRUE(refused.ok());
  EXPECT_EQ(refused->refusal().ways_out(0), "another build: torch==2.9.1+cu126 runs here");
  const auto no_gpu = ListTags(request, NoGpu(), RealCatalog());
  ASSERT_TRUE(no_gpu.ok());
  EXPECT_EQ(no_gpu->refusal().ways_out(0), "another build: torch==2.9.1+cpu runs here");
}

std::vector<std::string> WaysOut(const v1::Host& host, const std::vector<std::string>& asked,
                                 bool accept_cpu = false) {
  v1::ListTagsRequest request;
  for (const std::string& text : asked) request.add_requirements(text);
  request.set_accept_cpu(accept_cpu);
  const auto response = ListTags(request, host, RealCatalog());
  if (!response.ok()) return {std::string(Message(response.status()))};
  return {response->refusal().ways_out().begin(), response->refusal().ways_out().end()};
}

TEST(ChooseTest, OnlyWaysOutThatLeadOutAreOffered) {
  using ::testing::Contains;
  using ::testing::Each;
  using ::testing::HasSubstr;
  using ::testing::Not;
  const v1::Host pascal = Nvidia({"6.1"}, "580.95.05");
  EXPECT_THAT(WaysOut(pascal, {"torch==2.15.0"}), Contains(HasSubstr("--accept-cpu")));
  EXPECT_THAT(WaysOut(pascal, {"torch==2.15.0+cu130"}, true), Each(Not(HasSubstr("--accept-cpu"))));
  EXPECT_THAT(WaysOut(NoGpu(), {"torch==2.14.1+cu126"}), Each(Not(HasSubstr("--accept-cpu"))));
  EXPECT_THAT(WaysOut(Nvidia({"6.1", "8.9"}, "580.95.05"), {"torch==2.15.0"}),
              Contains("the best GPU alone: --policy best takes +cu130"));
  EXPECT_THAT(WaysOut(NoGpu(), {"torch==9.9"}), Contains(HasSubstr("torch==2.15.0")));
}

TEST(ChooseTest, VersionsThatDoNotGoTogetherAreSaidToBeSo) {
  EXPECT_EQ(Answer(NoGpu(), {"torch==2.14.1", "torchvision==0.20.0"}),
            "refused: no builds of torch==2.14.1 and torchvision==0.20.0 go together");
}

TEST(ChooseTest, MixedGpusFollowThePolicy) {
  const v1::Host host = Nvidia({"6.1", "8.9"}, "580.95.05");
  EXPECT_EQ(Answer(host, {"torch"}), "torch 2.14.1+cu126");
  v1::ListTagsRequest best;
  best.set_policy(v1::BEST);
  EXPECT_EQ(Answer(host, {"torch"}, best), "torch 2.15.0+cu130");
}

TEST(ChooseTest, AnUnlistedIntegratedGpuIsSetAsideAndTheVariableProposed) {
  v1::ListTagsRequest request;
  request.add_requirements("torch");
  const auto response = ListTags(request, Amd({"gfx1036", "gfx1100"}), RealCatalog());
  ASSERT_TRUE(response.ok());
  ASSERT_EQ(response->choice_size(), 1);
  EXPECT_EQ(response->choice(0).tag(), "rocm7.14");
  ASSERT_EQ(response->notes_size(), 1);
  EXPECT_NE(response->notes(0).find("HIP_VISIBLE_DEVICES=1"), std::string::npos)
      << response->notes(0);
}

TEST(ChooseTest, XpuAndCpu) {
  EXPECT_EQ(Answer(Intel("20.1.0"), {"torch"}), "torch 2.14.1+xpu");
  EXPECT_EQ(Answer(Intel("12.2.0"), {"torch"}), "torch 2.15.0+cpu");
  EXPECT_EQ(Answer(NoGpu(), {"torch"}), "torch 2.15.0+cpu");
}

TEST(ChooseTest, ARefusalHasItsThreeWaysOut) {
  v1::ListTagsRequest request;
  request.add_requirements("torch==2.12.0");
  const auto response = ListTags(request, Nvidia({"12.0"}, "570.124.06"), RealCatalog());
  ASSERT_TRUE(response.ok());
  ASSERT_TRUE(response->has_refusal());
  EXPECT_TRUE(response->choice().empty());
  ASSERT_EQ(response->refusal().ways_out_size(), 3);
  EXPECT_NE(response->refusal().ways_out(0).find("torch==2.11.0"), std::string::npos);
  EXPECT_NE(response->refusal().ways_out(1).find("580.65.06"), std::string::npos);
  EXPECT_NE(response->refusal().ways_out(2).find("--accept-cpu"), std::string::npos);
}

TEST(ChooseTest, AcceptCpuIsAWayOut) {
  v1::ListTagsRequest request;
  request.set_accept_cpu(true);
  EXPECT_EQ(Answer(Nvidia({"12.0"}, "570.124.06"), {"torch==2.12.0"}, request), "torch 2.12.0+cpu");
}

TEST(ChooseTest, AGpuWhoseStateIsNotKnownIsNotTakenForNone) {
  v1::Host host = Nvidia({"9.0"}, "580.95.05");
  host.mutable_gpus(0)->set_outcome(v1::Probe::UNKNOWN);
  EXPECT_EQ(Answer(host, {"torch"}).substr(0, 8), "refused:");
}

TEST(ChooseTest, OffersOfAnIndexDecideWhatExists) {
  v1::ListTagsRequest request;
  for (const auto& [version, tag] :
       {std::pair("2.13.0", "cu129"), std::pair("2.12.0", "cu130"), std::pair("2.16.0", "cu130")}) {
    v1::Offer& offer = *request.add_offers();
    offer.set_package("torch");
    offer.set_version(version);
    offer.set_tag(tag);
  }
  EXPECT_EQ(Answer(Nvidia({"9.0"}, "580.95.05"), {"torch"}, request), "torch 2.16.0+cu130");
  EXPECT_EQ(Answer(Nvidia({"8.6"}, "535.183.01"), {"torch"}, request), "torch 2.13.0+cu129");
}

TEST(ChooseTest, BadQuestionsGetClearAnswers) {
  EXPECT_NE(Answer(NoGpu(), {"torch=="}).find("torch=="), std::string::npos);
  EXPECT_NE(Answer(NoGpu(), {"requests"}).find("no such package"), std::string::npos);
  EXPECT_NE(Answer(NoGpu(), {"torch==99"}).find("there is no torch==99"), std::string::npos);
}

TEST(ChooseTest, BuildsAreListedBestFirst) {
  v1::ListTagsRequest request;
  request.add_requirements("torch==2.9.*");
  const auto response = ListTags(request, Nvidia({"6.1"}, "580.95.05"), RealCatalog());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->builds(0).version(), "2.9.1");
  EXPECT_EQ(response->builds(0).tag(), "cu126");
  for (int i = 1; i < response->builds_size(); ++i) {
    EXPECT_FALSE(response->builds(i - 1).outcome() != v1::Verdict::COMPATIBLE &&
                 response->builds(i).outcome() == v1::Verdict::COMPATIBLE);
  }
}

}  // namespace
}  // namespace accel::compat
