// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/toml_text.h"
#include "shim/poetry/arguments.h"
#include "shim/poetry/content_hash.h"
#include "shim/poetry/manifest.h"
#include "shim/poetry/next_command.h"
#include "shim/poetry/root.h"
#include "shim/poetry/tags.h"
#include "shim/poetry/words.h"

namespace accel::shim::poetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Words = std::vector<std::string>;

TEST(PoetryArgumentsTest, TheVerbAndWhatBelongsToAnInstallAreTold) {
  const Arguments arguments = ParseArguments(
      {"-n", "-C", "app", "install", "--extras", "ml", "--with=dev", "-Eall", "--no-root", "-vv"});
  EXPECT_EQ(arguments.verb, "install");
  EXPECT_EQ(arguments.project, "app");
  EXPECT_THAT(arguments.global, ElementsAre("-n", "-vv"));
  EXPECT_THAT(arguments.selection,
              ElementsAre("--extras", "ml", "--with=dev", "-Eall", "--no-root"));
  EXPECT_EQ(ParseArguments({"-P", "a", "-C", "b", "sync"}).project, "b/a");
  EXPECT_EQ(ParseArguments({"-P", "/a", "-C", "b", "sync"}).project, "/a");
  EXPECT_EQ(ParseArguments({"--directory=b", "sync"}).project, "b");
}

TEST(PoetryArgumentsTest, CallsThatOnlyWriteALockAreTold) {
  for (const Words& words : {Words{"lock"}, Words{"-n", "lock", "--no-update"},
                             Words{"add", "--lock", "six"}, Words{"update", "--lock"}})
    EXPECT_TRUE(Locks(ParseArguments(words))) << testing::PrintToString(words);
  for (const Words& words : {Words{"lock", "--check"}, Words{"lock", "--help"}, Words{"add", "six"},
                             Words{"add", "--lock", "--dry-run", "six"}, Words{"install"}})
    EXPECT_FALSE(Locks(ParseArguments(words))) << testing::PrintToString(words);
}

TEST(PoetryArgumentsTest, OnlyCallsThatInstallAreOurs) {
  for (const Words& words :
       {Words{"install"}, Words{"sync", "--only", "main"}, Words{"-q", "install"}})
    EXPECT_TRUE(Installs(ParseArguments(words))) << testing::PrintToString(words);
  for (const Words& words : {Words{"add", "six"}, Words{"remove", "six"}, Words{"update"}})
    EXPECT_TRUE(Changes(ParseArguments(words))) << testing::PrintToString(words);
  for (const Words& words :
       {Words{}, Words{"--version"}, Words{"run", "install"}, Words{"self", "add", "x"},
        Words{"install", "--help"}, Words{"add", "--lock", "six"}, Words{"lock"}, Words{"show"},
        Words{"update", "--dry-run"}, Words{"cache", "clear"}}) {
    EXPECT_FALSE(Installs(ParseArguments(words)) || Changes(ParseArguments(words)))
        << testing::PrintToString(words);
  }
}

std::string Json(const std::string& value) {
  const absl::StatusOr<toml::table> table = clients::ParseToml("v = " + value, "t");
  EXPECT_TRUE(table.ok()) << table.status();
  return ToPythonJson(*table->get("v")).value_or("error");
}

TEST(RootTest, PyprojectAloneDecidesUnlessSomethingElseHasASay) {
  const auto decides = [](const char* text) {
    return DecidesItsInstall(*clients::ParseToml(text, ""));
  };
  EXPECT_TRUE(decides("[project]\nname = 'a'"));
  EXPECT_TRUE(decides("[tool.poetry.scripts]\na = 'a:main'\n[tool.ruff]"));
  for (const char* text :
       {"[tool.poetry]\nbuild = 'build.py'", "[tool.poetry.build]\ngenerate-setup-file = false",
        "[tool.poetry.scripts]\na = {reference = 'a.sh', type = 'file'}",
        "[tool.poetry.requires-plugins]\npoetry-dynamic-versioning = '*'",
        "[tool.poetry-dynamic-versioning]\nenable = true"})
    EXPECT_FALSE(decides(text)) << text;
}

TEST(PoetryArgumentsTest, ADryRunOfAChangeLocksWhereWeStand) {
  const Arguments add = ParseArguments({"-n", "add", "-C", "sub", "six", "--group", "dev",
                                        "--project=other", "--dry-run", "-E", "x"});
  EXPECT_TRUE(Previews(add) && !Changes(add) && !Locks(add));
  EXPECT_THAT(WordsToLock(add),
              testing::ElementsAre("-n", "add", "six", "--group", "dev", "-E", "x", "--lock"));
  for (const char* other : {"--lock", "--help"})
    EXPECT_FALSE(Previews(ParseArguments({"update", "--dry-run", other})));
  EXPECT_FALSE(Previews(ParseArguments({"install", "--dry-run"})));
}

TEST(ContentHashTest, ValuesAreWrittenAsPythonDoes) {
  const std::pair<const char*, const char*> kCases[] = {
      {R"("a\"b\\c\n\u0001\u007f")", "\"a\\\"b\\\\c\\n\\u0001\x7f\""},
      {R"("é漢😀")", R"("\u00e9\u6f22\ud83d\ude00")"},
      {"[1, true, \"x\"]", R"([1, true, "x"])"},
      {"{b = 1, a = {}, c = []}", R"({"a": {}, "b": 1, "c": []})"},
      {"1.0", "1.0"},
      {"0.1", "0.1"},
      {"1e16", "1e+16"},
      {"1e15", "1000000000000000.0"},
      {"1e-5", "1e-05"},
      {"-0.0001", "-0.0001"},
      {"1979-05-27", "error"},
  };
  for (const auto& [toml, json] : kCases) EXPECT_EQ(Json(toml), json) << toml;
}

// Hashes that Poetry 2.5.1 and 1.8.5 wrote.
TEST(ContentHashTest, ProjectsHashAsPoetryHashesThem) {
  const std::tuple<const char*, HashStyle, const char*> kCases[] = {
#include "tests/shim/content_hashes.inc"
  };
  for (const auto& [text, style, hash] : kCases) {
    const absl::StatusOr<toml::table> pyproject = clients::ParseToml(text, "pyproject.toml");
    ASSERT_TRUE(pyproject.ok()) << pyproject.status();
    EXPECT_EQ(ContentHash(*pyproject, style).value_or("error"), hash) << text;
  }
}

const Pin kTorch{"torch", "2.9.1+cu126", {"main"}, {}};
constexpr char kIndex[] = "https://download.pytorch.org/whl/cu126";
const PinSource kSource{"accel", kIndex};

toml::table Pinned(const std::string& text, const Pin& pin = kTorch) {
  const absl::StatusOr<toml::table> pyproject = clients::ParseToml(text, "pyproject.toml");
  EXPECT_TRUE(pyproject.ok()) << pyproject.status();
  absl::StatusOr<toml::table> pinned = PinBuilds(*pyproject, {pin}, kSource);
  EXPECT_TRUE(pinned.ok()) << pinned.status();
  return pinned.ok() ? *std::move(pinned) : toml::table();
}

// Two documents with the same content.
void ExpectSame(const toml::table& table, const std::string& text) {
  const absl::StatusOr<toml::table> expected =
      clients::ParseToml(text + "\n[[tool.poetry.source]]\nname = \"accel\"\nurl = \"" + kIndex +
                             "\"\npriority = \"explicit\"\n",
                         "expected");
  ASSERT_TRUE(expected.ok()) << expected.status();
  EXPECT_EQ(*ToPythonJson(table), *ToPythonJson(*expected));
}

TEST(ManifestTest, WhatIsDeclaredIsPinnedInItsPlace) {
  const std::pair<const char*, const char*> kCases[] = {
      {R"([project]
dependencies = ["Torch[opt]>=2 ; sys_platform == 'linux'", "six"])",
       R"([project]
dependencies = ["Torch[opt]==2.9.1+cu126; sys_platform == \"linux\"", "six"]
[tool.poetry.dependencies]
torch = {source = "accel"})"},
      {R"([project.optional-dependencies]
ml = ["torch"])",
       R"([project.optional-dependencies]
ml = ["torch==2.9.1+cu126"]
[tool.poetry.dependencies]
torch = {source = "accel"})"},
      {R"([dependency-groups]
dev = ["torch", {include-group = "docs"}])",
       R"([dependency-groups]
dev = ["torch==2.9.1+cu126", {include-group = "docs"}]
[tool.poetry.group.dev.dependencies]
torch = {source = "accel"})"},
      {R"([tool.poetry.dependencies]
torch = "^2"
six = "*")",
       R"([tool.poetry.dependencies]
torch = {version = "==2.9.1+cu126", source = "accel"}
six = "*")"},
      {R"([tool.poetry.dependencies]
torch = {version = "^2", optional = true, source = "old", markers = "python_version > '3'"})",
       R"([tool.poetry.dependencies]
torch = {version = "==2.9.1+cu126", optional = true, source = "accel", markers = "python_version > '3'"})"},
      {R"([tool.poetry.group.ml.dependencies]
torch = "^2")",
       R"([tool.poetry.group.ml.dependencies]
torch = {version = "==2.9.1+cu126", source = "accel"})"},
      {R"([tool.poetry.dependencies]
torch = [{version = "^2", markers = "a"}, {path = "../torch"}])",
       R"([tool.poetry.dependencies]
torch = [{version = "==2.9.1+cu126", source = "accel", markers = "a"}, {path = "../torch"}])"},
  };
  for (const auto& [text, expected] : kCases) ExpectSame(Pinned(text), expected);
}

TEST(ManifestTest, WhatNobodyDeclaresIsAddedWhereTheLockHasIt) {
  ExpectSame(Pinned("[project]\ndependencies = [\"x\"]"),
             "[project]\ndependencies = [\"x\", \"torch==2.9.1+cu126\"]\n"
             "[tool.poetry.dependencies]\ntorch = {source = \"accel\"}");
  ExpectSame(Pinned("[tool.poetry.dependencies]\nx = \"*\""),
             "[tool.poetry.dependencies]\nx = \"*\"\n"
             "torch = {version = \"==2.9.1+cu126\", source = \"accel\"}");
  ExpectSame(Pinned("[tool.poetry.group.ml.dependencies]\nx = \"*\"",
                    {"torch", "2.9.1+cu126", {"ml"}, {}}),
             "[tool.poetry.group.ml.dependencies]\nx = \"*\"\n"
             "torch = {version = \"==2.9.1+cu126\", source = \"accel\"}");
  ExpectSame(
      Pinned("[tool.poetry.extras]\nml = [\"x\"]", {"torch", "2.9.1+cu126", {"main"}, {"ml"}}),
      "[tool.poetry.extras]\nml = [\"x\", \"torch\"]\n[tool.poetry.dependencies]\n"
      "torch = {version = \"==2.9.1+cu126\", source = \"accel\", optional = true}");
}

TEST(ManifestTest, AWheelOfTheProjectsOwnStandsInPlaceOfVersionAndIndex) {
  const auto pinned = [](const char* text, const char* wheel) {
    const Pin pin{"torch", "2.9.1+own", {"main"}, {}, wheel};
    return *ToPythonJson(*PinBuilds(*clients::ParseToml(text, "a"), {pin}, {}));
  };
  const auto expected = [](const char* text) {
    return *ToPythonJson(*clients::ParseToml(text, "b"));
  };
  EXPECT_EQ(pinned("[tool.poetry.dependencies]\ntorch = \"^2\"", "./t.whl"),
            expected("[tool.poetry.dependencies]\ntorch = {path = \"./t.whl\"}"));
  EXPECT_EQ(pinned("[project]\ndependencies = [\"torch\"]", "https://a/t.whl"),
            expected("[project]\ndependencies = [\"torch==2.9.1+own\"]\n"
                     "[tool.poetry.dependencies]\ntorch = {url = \"https://a/t.whl\"}"));
}

TEST(ManifestTest, ASourceIsNamedAfterTheTrueIndexAndHoldsNoPassword) {
  const PinSource one = SourceFor(kIndex, "https://bob:secret@mirror.example/whl/cu126");
  EXPECT_EQ(one.url, "https://mirror.example/whl/cu126");
  EXPECT_EQ(one.name, SourceFor(kIndex, kIndex).name);
  EXPECT_NE(one.name, SourceFor("https://lab.example/whl/cu126", kIndex).name);
  EXPECT_TRUE(one.name.starts_with("accel-"));
}

TEST(ManifestTest, ADependencyThatCannotBeReadIsQuoted) {
  const absl::StatusOr<toml::table> pyproject =
      clients::ParseToml("[project]\ndependencies = [\n  \"torch >>= 2\"]", "pyproject.toml");
  ASSERT_TRUE(pyproject.ok());
  EXPECT_THAT(std::string(PinBuilds(*pyproject, {kTorch}, kSource).status().message()),
              HasSubstr("pyproject.toml: requirement 'torch >>= 2'"));
}

v1::Refusal Refused() {
  v1::Refusal refusal;
  refusal.set_message("no build runs");
  refusal.add_ways_out("another version");
  v1::Choice* newest = refusal.add_newest();
  newest->set_package("torch");
  newest->set_version("2.14.1");
  refusal.set_cpu_runs(true);
  return refusal;
}

TEST(NextCommandTest, ARefusalNamesTheWholeCommands) {
  CommandLine line;
  line.kind = ToolKind::kPoetry;
  line.tool = "poetry";
  line.arguments = {"install", "-E", "a b", "https://user:secret@host"};
  const Pin torch{"torch", "2.15.0", {"main"}, {}}, vision{"torchvision", "0.30", {"ml"}, {}};
  const std::string cpu = "accel-shim --accept-cpu poetry install -E 'a b' …";
  const std::string text = "no build runs\n- another version\nrun ";
  EXPECT_EQ(TextOf(Refused(), line, {torch}),
            text + "accel-shim poetry add torch==2.14.1, or " + cpu);
  EXPECT_EQ(TextOf(Refused(), line, {vision}),
            text + "accel-shim poetry add --group ml torch==2.14.1, or " + cpu);
  EXPECT_EQ(TextOf(Refused(), line, {torch, vision}), text + cpu);
  line.kind = ToolKind::kProject;
  line.command = "lock";
  line.host = "gpu=GTX 1080";
  line.arguments = {};
  EXPECT_EQ(WithOption(line, "--accept-cpu"), "accel-shim --accept-cpu --host 'gpu=GTX 1080' lock");
}

TEST(TagsTest, NearOnesShareMostOfTheirBeginning) {
  const std::set<std::string> known = {"cpu", "cu121", "cu126", "cu130", "rocm7.1", "xpu"};
  EXPECT_THAT(NearTags("cu999", known), ElementsAre("cu121", "cu126", "cu130"));
  EXPECT_THAT(NearTags("cu12", known), ElementsAre("cu121", "cu126"));
  EXPECT_THAT(NearTags("CU126", known), ElementsAre("cu126"));
  EXPECT_THAT(NearTags("nvidia", known), IsEmpty());
}

TEST(WordsTest, OptionsAreRepeatableAndNeverEmpty) {
  const auto read = [](const Words& words, std::vector<std::string>& tags) {
    CLI::App app("", "accel-shim lock");
    AddRepeatable(app, "--for", tags, "TAG", "The builds of a tag");
    return ReadWords(app, words).status();
  };
  std::vector<std::string> tags;
  EXPECT_TRUE(read({"--for", "cpu", "--for=cu126"}, tags).ok());
  EXPECT_THAT(tags, ElementsAre("cpu", "cu126"));
  EXPECT_THAT(std::string(read({"--for", ""}, tags).message()), testing::HasSubstr("is empty"));
  EXPECT_EQ(read({"--for", "cpu", "one", "--two"}, tags).message(),
            "not expected: one --two; see accel-shim lock --help");
  CLI::App app;
  AddRepeatable(app, "--for", tags, "TAG", "The builds of a tag");
  EXPECT_THAT(app.help(),
              testing::AllOf(testing::HasSubstr("--for TAG  "), testing::HasSubstr("repeatable")));
}

}  // namespace
}  // namespace accel::shim::poetry
