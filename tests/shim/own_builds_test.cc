// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/own_builds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/toml_text.h"
#include "shim/poetry/external.h"
#include "tests/compat/machines.h"

namespace accel::shim::poetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

absl::StatusOr<OwnBuilds> Read(const std::string& text) {
  const absl::StatusOr<toml::table> pyproject =
      clients::ParseToml("[tool.accel.packages]\n" + text, "pyproject.toml");
  EXPECT_TRUE(pyproject.ok()) << pyproject.status();
  return ReadOwnBuilds(*pyproject, "pyproject.toml", compat::RealCatalog());
}

constexpr char kWheel[] = "./dist/torch-2.9.1+lab-cp312-cp312-linux_x86_64.whl";
const std::vector<Pin> kMembers = {{"torch", "2.9.1", {"main"}, {}},
                                   {"torchvision", "0.24.1", {"main"}, {"vision"}}};

TEST(OwnBuildsTest, AWheelIsPinnedInPlaceOfTheIndex) {
  const absl::StatusOr<OwnBuilds> own = Read("Torch = {wheel = \"" + std::string(kWheel) + "\"}");
  ASSERT_TRUE(own.ok()) << own.status();
  const std::vector<Pin> pins = OwnPins(kMembers, *own);
  ASSERT_EQ(pins.size(), 1U);
  EXPECT_EQ(pins[0].wheel, kWheel);
  EXPECT_EQ(pins[0].version, "2.9.1+lab");
  EXPECT_THAT(Pinned(pins), ElementsAre("torch @ " + std::string(kWheel)));
}

TEST(OwnBuildsTest, AnIndexOfATagAndAnExternalPackageAreRead) {
  const absl::StatusOr<OwnBuilds> own =
      Read("torch = {index = {cu126 = \"https://a/cu126\"}}\ntorchvision = {external = true}");
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_EQ(own->at("torch").index.at("cu126"), "https://a/cu126");
  EXPECT_THAT(Pinned(OwnPins(kMembers, *own)), ElementsAre("torchvision external"));
}

TEST(OwnBuildsTest, WhatCannotBeMeantIsToldWithItsPlace) {
  const std::pair<const char*, const char*> kCases[] = {
      {"torch = {wheel = \"dist\"}", "must be a path or URL of a wheel"},
      {"torch = {wheel = \"numpy-1-py3-none-any.whl\"}", "a wheel of numpy, not of torch"},
      {"torch = {wheel = \"https://me:secret@a/torch-1-py3-none-any.whl\"}", "netrc"},
      {"torch = {index = {cu126 = \"file:///a\"}}", "file"},
      {"torch = {index = {\"../x\" = \"https://a\"}}", "is no tag"},
      {"torch = {index = \"https://a\"}", "table of TAG"},
      {"torchvision = {index = {cu126 = \"https://a\"}}", "under torch"},
      {"torch = {external = false}", "external = true"},
      {"torch = {wheel = \"a\", external = true}", "no other key"},
      {"torch = {path = \"a\"}", "wheel, index or external"},
      {"six = {external = true}", "no package with builds"},
      {"torch = 1", "must be a table"},
  };
  for (const auto& [text, expected] : kCases) {
    const absl::Status status = Read(text).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(expected)) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("pyproject.toml:2:")) << text;
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret"))) << text;
  }
}

overlay::Entry Locked(const std::string& name, const std::string& version) {
  return {name, version,
          "[[package]]\nname = \"" + name + "\"\nversion = \"" + version +
              "\"\nfiles = []\n\n[package.dependencies]\nx = \"*\""};
}

TEST(ExternalTest, TheLockSaysWhatIsThere) {
  Present present{"/env", {}, {}};
  present.installed.emplace("torch", *compat::ParseVersion("2.8.0a0+nv"));
  present.installed.emplace("filelock", *compat::ParseVersion("3.0"));
  overlay::LockFile universal, lock;
  universal.entries = {Locked("filelock", "4.0"), Locked("nvidia-nvtx-cu12", "12.8"),
                       Locked("torch", "2.9.1")};
  lock.entries = {Locked("torch", "2.9.1")};
  std::vector<Pin> pins = {{"torch", "2.9.1", {"main"}, {}}};
  ASSERT_TRUE(TakeExternal({}, present, universal, pins, lock).ok());
  EXPECT_EQ(pins[0].version, "2.8.0a0+nv");
  ASSERT_EQ(lock.entries.size(), 2U);
  EXPECT_EQ(lock.entries[0].text,
            "[[package]]\nname = \"filelock\"\nversion = \"3.0\"\nfiles = []");
  EXPECT_EQ(lock.entries[1].text,
            "[[package]]\nname = \"torch\"\nversion = \"2.8.0a0+nv\"\nfiles = []\n\n"
            "[package.dependencies]\nfilelock = \"*\"");
}

TEST(ExternalTest, WhatIsNotThereIsRefusedWithThePlaceThatSaysSo) {
  OwnBuilds own;
  own["torch"].place = "pyproject.toml:12:1";
  std::vector<Pin> pins = {{"torch", "2.9.1", {"main"}, {}}};
  overlay::LockFile lock;
  const absl::Status status = TakeExternal(own, {"/env", {}, {}}, {}, pins, lock);
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("pyproject.toml:12:1: torch is external"));
}

}  // namespace
}  // namespace accel::shim::poetry
