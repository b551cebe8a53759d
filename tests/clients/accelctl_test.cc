// SPDX-License-Identifier: Apache-2.0
//
// The program accelctl itself.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "accel/v1/compatibility.pb.h"
#include "tests/daemon/child.h"
#include "tests/daemon/scratch.h"

namespace accel::accelctl {
namespace {

using daemon::Child;
using daemon::Scratch;
using testing::HasSubstr;
using testing::Not;

constexpr char kGtx1080[] = "gpu=GTX 1080,driver=580.95.05";

struct Result {
  int code = -1;
  std::string output, errors;
};

// `changes` are laid over an environment whose socket does not exist.
Result Accelctl(std::vector<std::string> words,
                const std::vector<std::pair<std::string, std::string>>& changes = {}) {
  words.insert(words.begin(), ACCEL_BIN_DIR "/accelctl");
  clients::Environment environment = daemon::PlainEnvironment();
  environment.Set("ACCEL_SOCKET", "/nonexistent/acceld.sock");
  for (const auto& [name, value] : changes) environment.Set(name, value);
  Child child(words, environment);
  const std::optional<int> code = child.Wait();
  return {code.value_or(-1), child.output(), child.errors()};
}

v1::ListTagsResponse Parsed(const Result& result) {
  v1::ListTagsResponse response;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(result.output, &response).ok())
      << result.output << result.errors;
  return response;
}

TEST(AccelctlTest, ExitCodesSayWhatHappened) {
  struct Case {
    std::vector<std::string> words;
    int code;
  };
  const std::vector<Case> cases = {
      {{"--version"}, 0},
      {{"tags", "torch==2.9.*", "--host", kGtx1080}, 0},
      {{"why", "torch==2.9.1", "cu126", "--host", kGtx1080}, 0},
      {{"why", "torch==2.9.1", "cu130", "--host", kGtx1080}, 1},
      {{"tags", "torch==2.15.0", "--host", kGtx1080}, 1},
      {{"advise", "torch", "--host", kGtx1080, "--driver", "581"}, 0},
      {{"advise", "torch", "--host", "gpu=none", "--driver", "580"}, 1},
      {{"advise", "torch", "--host", kGtx1080}, 2},
      {{"advise", "--host", kGtx1080, "--driver", "new"}, 2},
      {{"diff", kGtx1080, "gpu=none", "--package", "torch==2.9.*"}, 0},
      {{"diff", kGtx1080}, 2},
      {{}, 2},
      {{"tags", "--policy", "most"}, 2},
      {{"tags", "torch=="}, 2},
      {{"tags", "no-such-package"}, 2},
      {{"tags", "torch", "--host", "gpu=no such card"}, 2},
      {{"status"}, 69},
  };
  for (const Case& c : cases) {
    const Result result = Accelctl(c.words);
    EXPECT_EQ(result.code, c.code) << testing::PrintToString(c.words) << result.errors;
  }
}

TEST(AccelctlTest, ListsTagsOfAnotherMachineFromTheCatalogueAlone) {
  const Result result = Accelctl({"tags", "torch==2.9.*", "--host", kGtx1080, "--python", "3.12",
                                  "--policy", "all", "--offline", "--json"});
  EXPECT_EQ(result.code, 0) << result.errors;
  const v1::ListTagsResponse response = Parsed(result);
  ASSERT_EQ(response.choice_size(), 1);
  EXPECT_EQ(response.choice(0).package(), "torch");
  EXPECT_EQ(response.choice(0).version(), "2.9.1");
  EXPECT_EQ(response.choice(0).tag(), "cu126");
  ASSERT_GT(response.builds_size(), 1);
  EXPECT_EQ(response.builds(0).tag(), "cu126");
  EXPECT_EQ(response.builds(0).version(), "2.9.1");
  EXPECT_EQ(response.builds(0).outcome(), v1::Verdict::COMPATIBLE);
}

TEST(AccelctlTest, RefusalTellsTheWaysOut) {
  const Result result = Accelctl({"tags", "torch==2.15.0", "--host", kGtx1080, "--json"});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.output, HasSubstr("\"waysOut\""));
  const v1::ListTagsResponse response = Parsed(result);
  EXPECT_FALSE(response.refusal().message().empty());
  EXPECT_GT(response.refusal().ways_out_size(), 0);
  EXPECT_EQ(response.choice_size(), 0);
}

TEST(AccelctlTest, SaysTheSameWithAndWithoutTheDaemon) {
  const Scratch scratch;
  Child acceld({ACCEL_BIN_DIR "/acceld", "--runtime-dir", scratch.Path("run"), "--catalog-dir",
                scratch.Path("none")});
  ASSERT_TRUE(acceld.WaitForError("answering on")) << acceld.errors();
  const std::string socket = scratch.Path("run/acceld.sock");
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"facts", "--json"},
                                             {"tags", "torch==2.9.*", "--json"},
                                             {"tags", "--json"},
                                             {"why", "torch", "cu130"}}) {
    std::vector<std::string> alone = words;
    alone.push_back("--no-daemon");
    const Result with = Accelctl(words, {{"ACCEL_SOCKET", socket}}),
                 without = Accelctl(alone, {{"ACCEL_SOCKET", socket}});
    EXPECT_EQ(with.code, without.code) << words[0];
    EXPECT_EQ(with.output, without.output) << words[0];
    EXPECT_FALSE(with.output.empty()) << words[0] << with.errors;
  }
  EXPECT_EQ(Accelctl({"status"}, {{"ACCEL_SOCKET", socket}}).code, 0);
}

TEST(AccelctlTest, ColoursOnlyWhenAskedTo) {
  const std::vector<std::string> words = {"tags", "torch==2.9.*", "--host", kGtx1080};
  EXPECT_THAT(Accelctl(words).output, Not(HasSubstr("\x1b")));
  EXPECT_THAT(Accelctl(words, {{"FORCE_COLOR", "1"}}).output, HasSubstr("\x1b["));
  EXPECT_THAT(Accelctl(words, {{"FORCE_COLOR", "1"}, {"NO_COLOR", "1"}}).output,
              Not(HasSubstr("\x1b")));
}

TEST(AccelctlTest, FactsOfOneMachineAreTheHostOfAnother) {
  const Scratch scratch;
  const Result facts = Accelctl({"facts", "--json", "--host", kGtx1080});
  ASSERT_EQ(facts.code, 0) << facts.errors;
  const std::string profile = scratch.Write("gtx1080.json", facts.output);
  const Result described = Accelctl({"tags", "torch==2.9.*", "--json", "--host", kGtx1080});
  const Result read = Accelctl({"tags", "torch==2.9.*", "--json", "--host", profile});
  EXPECT_EQ(read.code, 0) << read.errors;
  EXPECT_EQ(read.output, described.output);
}

TEST(AccelctlTest, GarbageProfileIsNamed) {
  const Scratch scratch;
  for (const char* text : {"", "not json", "{\"gpus\": 7}", "[]"}) {
    const std::string profile = scratch.Write("broken.json", text);
    const Result result = Accelctl({"tags", "torch", "--host", profile});
    EXPECT_EQ(result.code, 2) << text << result.errors;
    EXPECT_THAT(result.errors, HasSubstr(profile)) << text;
    EXPECT_EQ(result.output, "") << text;
  }
}

}  // namespace
}  // namespace accel::accelctl
