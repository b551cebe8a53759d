// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/decision.h"

#include <gtest/gtest.h>

#include "shim/family_state.h"
#include "shim/pip/check.h"
#include "tests/shim/family_world.h"

namespace accel::shim::pip {
namespace {

using Words = std::vector<std::string>;

Installed Environment(const std::vector<std::pair<std::string, std::string>>& members) {
  Installed installed;
  for (const auto& [name, version] : members)
    installed.emplace(name, *compat::ParseVersion(version));
  return installed;
}

struct DecisionWorld : FamilyWorld {
  explicit DecisionWorld(v1::Host machine) : FamilyWorld(std::move(machine)) {
    AddPage(fetcher, "torch", TorchWheels());
    AddPage(fetcher, "torchvision", VisionWheels());
  }
  absl::StatusOr<PipRequest> Asked(const Words& words) {
    return Understand(ParsePipArguments(words), {settings,
                                                 {{"sys_platform", "linux"}},
                                                 clients::Environment({}),
                                                 compat::RealCatalog(),
                                                 fetcher});
  }
  Decision Decided(const Words& words, const Installed& installed) {
    const absl::StatusOr<PipRequest> request = Asked(words);
    EXPECT_TRUE(request.ok()) << request.status();
    absl::StatusOr<Decision> decision = Decide(*request, installed, question, index);
    EXPECT_TRUE(decision.ok()) << decision.status();
    return decision.ok() ? *std::move(decision) : Decision{};
  }
  Settings settings;
};

v1::Host Gtx1080() { return compat::Nvidia({"6.1"}, "580.95.05"); }

std::string Chosen(const Decision& decision) {
  std::string text;
  for (const v1::Choice& choice : decision.choice) {
    text +=
        (text.empty() ? "" : " ") + choice.package() + "==" + choice.version() + "+" + choice.tag();
  }
  return text;
}

TEST(DecisionTest, WhatIsNamedGetsTheBuildThatRuns) {
  const std::pair<Words, const char*> kCases[] = {
      {{"install", "torch"}, "torch==2.9.1+cu126"},
      {{"install", "torch==2.8.0"}, "torch==2.8.0+cu126"},
      {{"install", "torch<2.9", "torchvision"}, "torch==2.8.0+cu126 torchvision==0.23.0+cu126"},
      {{"install", "torchvision"}, "torchvision==0.24.1+cu126"},
      {{"install", "numpy"}, ""},
      {{"install", "torch; sys_platform == 'win32'"}, ""},
      {{"install", "torch; sys_platform == 'linux'"}, "torch==2.9.1+cu126"},
  };
  for (const auto& [words, chosen] : kCases) {
    DecisionWorld world(Gtx1080());
    EXPECT_EQ(Chosen(world.Decided(words, {})), chosen) << testing::PrintToString(words);
  }
}

// A wrong build in the environment is replaced by a run that installs there, and by no other.
TEST(DecisionTest, WrongCompanionsAreReplacedOnlyWhereTheyFitAndAreMeant) {
  const Installed other = Environment({{"torch", "2.9.1+cu128"}, {"torchvision", "0.24.1+cu128"}});
  const std::pair<Words, Words> kCases[] = {
      {{"install", "torch"}, {"torchvision==0.24.1+cu126"}},
      {{"install", "torch==2.9.1"}, {"torchvision==0.24.1+cu126"}},
      {{"install", "torch==2.8.0"}, {}},  // 0.24.1 goes with 2.9.1 alone
      {{"install", "--no-deps", "torch==2.9.1"}, {}},
      {{"download", "torch==2.9.1"}, {}},
      {{"wheel", "torch==2.9.1"}, {}},
  };
  for (const auto& [words, requirements] : kCases) {
    DecisionWorld world(Gtx1080());
    EXPECT_EQ(world.Decided(words, other).requirements, requirements)
        << testing::PrintToString(words);
  }
}

TEST(DecisionTest, AWheelOfTheUsersOwnIsNotOverruled) {
  const Installed other = Environment({{"torch", "2.9.1+cu128"}});
  for (const char* own : {"./dl/torch-2.8.0+cpu-cp312-cp312-manylinux_2_28_x86_64.whl",
                          "https://files.example/torch-2.8.0%2Bcpu-cp312-cp312-linux_x86_64.whl#x",
                          "torch @ https://files.example/torch.whl"}) {
    DecisionWorld world(Gtx1080());
    EXPECT_TRUE(world.Decided({"install", own}, other).constraints.empty()) << own;
  }
}

TEST(DecisionTest, AnIndexThatIsDownStopsOnlyWhatNeedsIt) {
  const Installed other = Environment({{"torch", "2.9.1+cu128"}});
  DecisionWorld world(Gtx1080());
  world.fetcher.Answer(kBase + "torch/", absl::UnavailableError("no route"));
  const Decision decision = world.Decided({"install", "numpy"}, other);
  EXPECT_TRUE(decision.constraints.empty());
  EXPECT_EQ(decision.notes.size(), 1u);
  const absl::StatusOr<PipRequest> request = world.Asked({"install", "torch"});
  ASSERT_TRUE(request.ok());
  EXPECT_FALSE(Decide(*request, other, world.question, world.index).ok());
}

TEST(DecisionTest, WhatIsRightAlreadyAsksNoIndex) {
  const Installed installed =
      Environment({{"torch", "2.9.1+cu126"}, {"torchvision", "0.24.1+cu126"}, {"numpy", "2.0"}});
  for (const Words& words : {Words{"install", "torch"}, Words{"install", "torch>=2", "torchvision"},
                             Words{"install", "numpy"}}) {
    DecisionWorld world(Gtx1080());
    const Decision decision = world.Decided(words, installed);
    EXPECT_FALSE(decision.needed) << testing::PrintToString(words);
    EXPECT_TRUE(decision.constraints.empty());
    EXPECT_TRUE(world.fetcher.asked().empty());
  }
}

TEST(DecisionTest, AnUpgradeAsksTheIndex) {
  DecisionWorld world(Gtx1080());
  const Decision decision =
      world.Decided({"install", "-U", "torch"}, Environment({{"torch", "2.8.0+cu126"}}));
  EXPECT_TRUE(decision.needed);
  EXPECT_EQ(Chosen(decision), "torch==2.9.1+cu126");
}

TEST(DecisionTest, AWrongBuildIsPinnedToTheRightOne) {
  for (const char* wrong : {"2.9.1", "2.9.1+cpu", "2.9.1+cu128"}) {
    DecisionWorld world(Gtx1080());
    const Decision decision = world.Decided({"install", "torch"}, Environment({{"torch", wrong}}));
    EXPECT_TRUE(decision.needed) << wrong;
    EXPECT_EQ(decision.constraints, (Words{"torch==2.9.1+cu126"})) << wrong;
  }
}

TEST(DecisionTest, WrongFollowersNobodyNamedAreReplacedToo) {
  DecisionWorld world(Gtx1080());
  const Decision decision = world.Decided(
      {"install", "torch"}, Environment({{"torch", "2.9.1+cpu"}, {"torchvision", "0.24.1+cpu"}}));
  EXPECT_EQ(decision.constraints, (Words{"torch==2.9.1+cu126", "torchvision==0.24.1+cu126"}));
  EXPECT_EQ(decision.requirements, (Words{"torchvision==0.24.1+cu126"}));
}

// A constraint counts wherever pip would find it: here in PIP_CONSTRAINT or pip.conf, on a server.
TEST(DecisionTest, AConfiguredConstraintNarrowsWhatIsNamed) {
  DecisionWorld world(Gtx1080());
  world.fetcher.AnswerPage("https://h/c.txt", "text/plain", "torch==2.8.0\n");
  world.settings["constraint"] = "https://h/c.txt";
  EXPECT_EQ(Chosen(world.Decided({"install", "torch"}, {})), "torch==2.8.0+cu126");
  EXPECT_EQ(Chosen(world.Decided({"install", "numpy"}, {})), "");
}

TEST(DecisionTest, NothingThatRunsIsARefusal) {
  DecisionWorld world(compat::Nvidia({"6.1"}, "580.95.05"));
  AddPage(world.fetcher, "torch",
          {{"torch", "2.9.1", "cu128", "", ""}, {"torch", "2.9.1", "cpu", "", ""}});
  const Decision decision = world.Decided({"install", "torch"}, {});
  ASSERT_TRUE(decision.refusal);
  EXPECT_TRUE(decision.choice.empty());
}

TEST(DecisionTest, ABrokenIndexIsAnError) {
  DecisionWorld world(Gtx1080());
  world.fetcher.Answer(kBase + "torch/", absl::UnavailableError("503"));
  const absl::StatusOr<PipRequest> request = world.Asked({"install", "torch"});
  EXPECT_EQ(Decide(*request, {}, world.question, world.index).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST(FamilyStateTest, ABuildIsRightWhenNoneOfItsVersionIsBetter) {
  struct Case {
    v1::Host host;
    const char *name, *version;
    bool right;
  };
  const Case kCases[] = {
      {Gtx1080(), "torch", "2.9.1+cu126", true},
      {Gtx1080(), "torch", "2.9.1+cu128", false},
      {Gtx1080(), "torch", "2.9.1+cpu", false},
      {compat::NoGpu(), "torch", "2.9.1+cpu", true},
      {compat::NoGpu(), "torch", "2.9.1+cu126", false},
      {Gtx1080(), "triton", "3.5.0", true},
  };
  for (const Case& c : kCases) {
    const compat::Question question{c.host, compat::RealCatalog(), {}, "3.12.1"};
    const Installed installed = Environment({{c.name, c.version}});
    EXPECT_EQ(IsRightBuild(*compat::RealCatalog().FindPackage(c.name), installed.at(c.name),
                           installed, question),
              c.right)
        << c.name << " " << c.version;
  }
}

TEST(FamilyStateTest, WhatAPlainWheelIsIsKnownOfX8664Alone) {
  v1::Host h100 = compat::Nvidia({"9.0"}, "570.124.06");
  const compat::Question question{h100, compat::RealCatalog(), {}, "3.12.1"};
  const Installed plain = Environment({{"torch", "2.9.1"}});
  const auto is_right = [&] {
    return IsRightBuild(*compat::RealCatalog().FindPackage("torch"), plain.at("torch"), plain,
                        question);
  };
  EXPECT_TRUE(is_right());  // cu128
  h100.mutable_cpu()->set_architecture("aarch64");
  EXPECT_FALSE(is_right());
}

TEST(FamilyStateTest, WrongMembersAreListedLeaderFirst) {
  const v1::Host host = Gtx1080();
  const compat::Question question{host, compat::RealCatalog(), {}, "3.12.1"};
  const v1::Package& torch = *compat::RealCatalog().FindPackage("torch");
  const auto wrong = [&](const Installed& installed) {
    return WrongMembers(torch, installed, question);
  };
  EXPECT_EQ(wrong({}), Words{});
  EXPECT_EQ(wrong(Environment({{"torch", "2.9.1+cu126"}, {"torchvision", "0.24.1+cu126"}})),
            Words{});
  EXPECT_EQ(wrong(Environment({{"torch", "2.9.1+cu126"}, {"torchvision", "0.24.1+cpu"}})),
            Words{"torchvision"});
  EXPECT_EQ(wrong(Environment({{"torch", "2.9.1+cpu"}, {"torchvision", "0.24.1+cpu"}})),
            (Words{"torch", "torchvision"}));
}

TEST(CheckTest, AFollowerThatItsLeaderLeftBehindIsNamed) {
  const std::tuple<Installed, Installed, std::size_t> kCases[] = {
      // another tag; another version of the leader; both fit; nothing changed
      {Environment({{"torch", "2.9.1+cu126"}, {"torchvision", "0.24.1+cu126"}}),
       Environment({{"torch", "2.9.1+cu128"}, {"torchvision", "0.24.1+cu126"}}), 1},
      {Environment({{"torch", "2.9.1+cu126"}, {"torchvision", "0.24.1+cu126"}}),
       Environment({{"torch", "2.8.0+cu126"}, {"torchvision", "0.24.1+cu126"}}), 1},
      {Environment({{"torch", "2.9.0+cu126"}, {"torchvision", "0.24.1+cu126"}}),
       Environment({{"torch", "2.9.1+cu126"}, {"torchvision", "0.24.1+cu126"}}), 0},
      {Environment({{"torch", "2.8.0+cu126"}, {"torchvision", "0.24.1+cu126"}}),
       Environment({{"torch", "2.8.0+cu126"}, {"torchvision", "0.24.1+cu126"}}), 0},
  };
  const v1::Host host = Gtx1080();
  const compat::Question question{host, compat::RealCatalog(), {}, "3.12.1"};
  for (const auto& [before, after, notes] : kCases)
    EXPECT_EQ(LeftBehind(before, after, question).size(), notes);
}

TEST(CheckTest, WhatPipTookInsteadIsSaid) {
  v1::Choice chosen;
  chosen.set_package("torch");
  chosen.set_version("2.9.1");
  EXPECT_TRUE(OtherVersions({chosen}, Environment({{"torch", "2.9.1+cu126"}})).empty());
  EXPECT_TRUE(OtherVersions({chosen}, {}).empty());
  const auto notes = OtherVersions({chosen}, Environment({{"torch", "2.8.0+cu126"}}));
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0], "pip took torch 2.8.0+cu126 instead of 2.9.1, as something else required");
}

TEST(CheckTest, OnlyMembersThatChangedForTheWorseAreNamed) {
  const std::tuple<Installed, Installed, std::size_t> kCases[] = {
      {{},
       Environment({{"torch", "2.9.1+cu126"}, {"torchvision", "0.24.1+cu126"}, {"numpy", "2.0"}}),
       0},
      {{}, Environment({{"torch", "2.9.1+cu130"}}), 1},
      {Environment({{"torch", "2.9.1+cu130"}}), Environment({{"torch", "2.9.1+cu130"}}), 0},
      {Environment({{"torch", "2.9.1+cu126"}}), {}, 0},
      {{}, Environment({{"torch", "2.9.1+cu126"}, {"torchvision", "0.24.1+cpu"}}), 1},
      {{}, Environment({{"torch", "2.9.1+cpu"}}), 0},
  };
  const v1::Host host = Gtx1080();
  const compat::Question question{host, compat::RealCatalog(), {}, "3.12.1"};
  for (const auto& [before, after, complaints] : kCases) {
    EXPECT_EQ(CheckChanges(before, after, question).size(), complaints)
        << testing::PrintToString(CheckChanges(before, after, question));
  }
}

}  // namespace
}  // namespace accel::shim::pip
