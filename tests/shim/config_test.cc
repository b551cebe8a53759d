// SPDX-License-Identifier: Apache-2.0
#include "clients/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <map>

#include "tests/shim/scratch_folder.h"

namespace accel::clients {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kNoSystem[] = "/nonexistent/config.toml";

TEST(MirrorTest, TheLongestPrefixThatEndsWithASegmentCounts) {
  const std::vector<Mirror> mirrors = {{"https://a/whl", "https://m/short", ""},
                                       {"https://a/whl/cu126/", "https://m/long/", ""},
                                       {"https://a/whl", "https://m/second", ""},
                                       {"https://files.a", "https://m/files", ""}};
  const std::pair<const char*, const char*> kCases[] = {
      {"https://a/whl", "https://m/short"},
      {"https://a/whl/", "https://m/short/"},
      {"https://a/whl/torch/", "https://m/short/torch/"},
      {"https://a/whl?x", "https://m/short?x"},
      {"https://a/whl#x", "https://m/short#x"},
      {"https://a/whl2/torch/", "https://a/whl2/torch/"},
      {"https://a/whl/cu126", "https://m/long"},
      {"https://a/whl/cu126/torch/", "https://m/long/torch/"},
      {"https://a/whl/cu1260/", "https://m/short/cu1260/"},
      {"https://files.a/x.whl", "https://m/files/x.whl"},
      {"https://files.a.evil/x.whl", "https://files.a.evil/x.whl"},
      {"http://a/whl/", "http://a/whl/"},
      {"https://other/", "https://other/"},
  };
  for (const auto& [url, mapped] : kCases) EXPECT_EQ(MapUrl(url, mirrors), mapped) << url;
  EXPECT_EQ(MapUrl("https://a/", {}), "https://a/");
}

TEST(MirrorTest, AUrlOnAMirrorIsKnownByItsTrueOne) {
  const std::vector<Mirror> mirrors = {{"https://a/whl", "https://me:secret@m/torch/", ""}};
  EXPECT_EQ(TrueUrl("https://m/torch/cu126/x.whl", mirrors), "https://a/whl/cu126/x.whl");
  EXPECT_EQ(TrueUrl("https://other/x.whl", mirrors), "https://other/x.whl");
}

TEST(ConfigTest, NothingConfiguredIsPolicyAll) {
  const shim::ScratchFolder folder;
  const absl::StatusOr<Config> config = ReadConfig(Environment({}), folder.path(), kNoSystem);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_TRUE(config->mirrors.empty());
  EXPECT_EQ(config->policy, "all");
  EXPECT_EQ(config->policy_origin, "default");
}

// Variables, project, user, system: the first that says something counts, mirrors of all are kept
// in this order.
TEST(ConfigTest, EachValueNamesWhereItCameFrom) {
  const shim::ScratchFolder folder;
  const std::string project =
      folder.Write("project/pyproject.toml",
                   "[project]\nname = \"x\"\n\n[tool.accel]\npolicy = "
                   "\"best\"\n\n[tool.accel.mirrors]\n\"https://a\" = \"https://p\"\n");
  const std::string user = folder.Write(
      "config/accel/config.toml",
      "pin-style = \"plain\"\npolicy = \"any\"\n[mirrors]\n\"https://a\" = \"https://u\"\n");
  const std::string system = folder.Write(
      "etc/config.toml", "policy = \"visible\"\n[mirrors]\n\"https://b\" = \"https://s\"\n");
  folder.At("project/deep/er/x");
  Environment environment({{"XDG_CONFIG_HOME", folder.path() + "/config"},
                           {"ACCEL_MIRRORS", "https://c=https://e https://d=https://f"}});
  const auto read = [&](const std::string& from) {
    absl::StatusOr<Config> config = ReadConfig(environment, folder.path() + from, system);
    EXPECT_TRUE(config.ok()) << config.status();
    return config.ok() ? *config : Config{};
  };
  const Config config = read("/project/deep/er");
  EXPECT_EQ(config.policy + " " + config.policy_origin, "best " + project + ":5");
  EXPECT_EQ(config.pin_style + " " + config.pin_style_origin, "plain " + user + ":1");
  std::vector<std::string> mirrors;
  for (const Mirror& mirror : config.mirrors)
    mirrors.push_back(mirror.from + " " + mirror.to + " " + mirror.origin);
  EXPECT_EQ(mirrors,
            (std::vector<std::string>{
                "https://c https://e ACCEL_MIRRORS", "https://d https://f ACCEL_MIRRORS",
                "https://a https://p " + project + ":8", "https://a https://u " + user + ":4",
                "https://b https://s " + system + ":3"}));
  EXPECT_EQ(MapUrl("https://a/x", config.mirrors), "https://p/x");
  EXPECT_EQ(read("/etc").policy_origin, user + ":2");
  environment.Unset("XDG_CONFIG_HOME");
  EXPECT_EQ(read("/etc").policy_origin, system + ":1");
  environment.Set("ACCEL_POLICY", "all");
  EXPECT_EQ(read("/project").policy_origin, "ACCEL_POLICY");
}

TEST(ConfigTest, AFileThatIsNoTomlIsNamedWithLineAndColumn) {
  const shim::ScratchFolder folder;
  const std::string file =
      folder.Write("pyproject.toml", "[project]\nname = \"x\"\nversion = = 1\n");
  const absl::Status error = ReadConfig(Environment({}), folder.path(), kNoSystem).status();
  EXPECT_EQ(error.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(error.message()), StartsWith(file + ":3:11: "));
}

TEST(ConfigTest, ValuesThatCannotBeAreNamedWithTheirLine) {
  const std::pair<const char*, const char*> kCases[] = {
      {"policy = \"most\"\n", ":1: policy must be"},
      {"policy = 3\n", ":1: policy must be"},
      {"pin-style = \"short\"\n", ":1: pin-style must be"},
      {"\nmirrors = \"https://a\"\n", ":2: mirrors must be a table"},
      {"[mirrors]\n\"https://a\" = 1\n", ":2: a mirror must be a string"},
  };
  for (const auto& [content, expected] : kCases) {
    const shim::ScratchFolder folder;
    const std::string file = folder.Write("config.toml", content);
    const absl::Status error = ReadConfig(Environment({}), "/", file).status();
    EXPECT_THAT(std::string(error.message()), StartsWith(file + expected)) << content;
  }
  for (const char* mirrors : {"https://a", "=https://a", "https://a=", "https://a=https://b x"}) {
    EXPECT_FALSE(
        ReadConfig(Environment(Variables{{"ACCEL_MIRRORS", mirrors}}), "/", kNoSystem).ok())
        << mirrors;
  }
  EXPECT_FALSE(ReadConfig(Environment(Variables{{"ACCEL_POLICY", "most"}}), "/", kNoSystem).ok());
}

TEST(ConfigTest, TheListShowsNoPasswords) {
  const Environment environment(
      Variables{{"ACCEL_MIRRORS", "https://a/whl=https://me:secret@m/whl"}});
  const absl::StatusOr<Config> config = ReadConfig(environment, "/", kNoSystem);
  ASSERT_TRUE(config.ok());
  const std::vector<ConfigValue> values = ListConfig(*config);
  ASSERT_EQ(values.size(), 3u);
  EXPECT_EQ(values[0].key + "=" + values[0].value + " " + values[0].origin, "policy=all default");
  EXPECT_EQ(values[2].key, "mirrors.https://a/whl");
  EXPECT_THAT(values[2].value, Not(HasSubstr("secret")));
  EXPECT_EQ(config->mirrors[0].to, "https://me:secret@m/whl");
}

// Anybody may put a pyproject.toml above a folder that others work in.
TEST(ConfigTest, TheProjectFileOfSomebodyElseIsPassedOver) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const shim::ScratchFolder folder;
  const std::string project = folder.Write(
      "pyproject.toml", "[tool.accel.mirrors]\n\"https://a/whl\" = \"https://evil/whl\"\n");
  ASSERT_EQ(chown(project.c_str(), 12345, 12345), 0);
  const absl::StatusOr<Config> config = ReadConfig(Environment({}), folder.path(), kNoSystem);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_TRUE(config->mirrors.empty());
  ASSERT_EQ(config->notes.size(), 1u);
  EXPECT_THAT(config->notes[0], HasSubstr(project));
  const absl::StatusOr<Config> sudo =
      ReadConfig(Environment(Variables{{"SUDO_UID", "12345"}}), folder.path(), kNoSystem);
  ASSERT_TRUE(sudo.ok()) << sudo.status();
  EXPECT_EQ(sudo->mirrors.size(), 1u);
}

TEST(ConfigTest, AMirrorMapsHttpToHttp) {
  for (const char* mirror : {"https://a=file:///etc", "https://a=/srv", "a=https://b"}) {
    const absl::Status status =
        ReadConfig(Environment(Variables{{"ACCEL_MIRRORS", mirror}}), "/", kNoSystem).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << mirror;
  }
}

TEST(ConfigTest, WhatIsNoFileIsAnError) {
  const shim::ScratchFolder folder;
  EXPECT_TRUE(absl::IsInvalidArgument(ReadConfig(Environment({}), "/", "/dev/zero").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ReadConfig(Environment({}), "/", folder.path()).status()));
}

}  // namespace
}  // namespace accel::clients
