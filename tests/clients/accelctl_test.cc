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

constexpr char kVariants[] = ACCEL_TEST_DATA_DIR "/torch-2.9.0-variants.json";

TEST(AccelctlTest, RanksTheVariantsOfADocument) {
  const Result people = Accelctl({"variants", kVariants, "--host", kGtx1080});
  EXPECT_EQ(people.code, 0) << people.errors;
  EXPECT_THAT(people.output, HasSubstr("\nbest: torch 2.9.0, variant cuda12.6\n"));
  EXPECT_THAT(people.output, HasSubstr("cuda13.0   no "));
  const Result json = Accelctl({"variants", kVariants, "--json", "--host", kGtx1080});
  v1::RankedDocuments ranked;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json.output, &ranked).ok());
  EXPECT_EQ(ranked.documents(0).variants(0).label(), "cuda12.6");
}

// PEP 825: the document inside a lock of PEP 751.
TEST(AccelctlTest, RanksTheVariantsOfALock) {
  const Scratch scratch;
  const std::string lock = scratch.Write("pylock.toml", R"(lock-version = "1.0"
[[packages]]
name = "numpy"
[[packages]]
name = "torch"
version = "2.9.0"
[packages.variants-json]
"$schema" = "https://variants-schema.wheelnext.dev/peps/825/v0.1.1.json"
default-priorities.namespace = ["nvidia"]
[packages.variants-json.variants]
null = {}
cu126.nvidia.sm_arch = ["61_real"]
)");
  const Result ranked = Accelctl({"variants", lock, "--host", kGtx1080});
  EXPECT_EQ(ranked.code, 0) << ranked.errors;
  EXPECT_THAT(ranked.output, HasSubstr("\nbest: torch 2.9.0, variant cu126\n"));
  EXPECT_THAT(Accelctl({"variants", lock, "--host", "gpu=none"}).output,
              HasSubstr("\nbest: torch 2.9.0, variant null\n"));
}

TEST(AccelctlTest, ADocumentThatCannotBeReadIsNamed) {
  const Scratch scratch;
  for (const char* text : {"[]", "{\"$schema\": 7}"}) {
    const std::string file = scratch.Write("x-1-variants.json", text);
    const Result result = Accelctl({"variants", file, "--host", kGtx1080});
    EXPECT_EQ(result.code, 2) << text << result.errors;
    EXPECT_THAT(result.errors, HasSubstr("x 1: ")) << text;
  }
  EXPECT_EQ(Accelctl({"variants", scratch.Write("x-1-variants.json", "")}).code, 2);
  const std::string lock = scratch.Write("pylock.toml", "[[packages]]\nname = 1\n");
  EXPECT_THAT(Accelctl({"variants", lock}).errors, HasSubstr(lock + ": no package of it"));
  EXPECT_EQ(Accelctl({"variants", "/nonexistent.json"}).code, 2);
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
