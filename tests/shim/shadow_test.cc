// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/shadow.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "scratch_folder.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {
namespace {

namespace fs = std::filesystem;

// A project beside folders that it takes packages from.
struct World {
  ScratchFolder folder;
  std::string project = folder.path() + "/app";
  World() {
    folder.Write("app/pyproject.toml", "");
    folder.Write("app/src/app.py", "");
    folder.Write("core/pyproject.toml", "core");
    folder.Write("core/plugins/plug/pyproject.toml", "plug");
  }
  absl::StatusOr<Shadow> Open() const {
    return Shadow::Open(folder.path() + "/cache", project, [] {});
  }
  // Through the shadow.
  std::string Read(const Shadow& shadow, const std::string& path) const {
    return ReadWhole(shadow.folder() + "/" + path).value_or("not there");
  }
  bool IsWhole() const {
    return fs::is_regular_file(folder.path() + "/core/plugins/plug/pyproject.toml") &&
           fs::is_directory(fs::symlink_status(folder.path() + "/core/plugins/plug")) &&
           fs::is_directory(fs::symlink_status(folder.path() + "/core"));
  }
};

TEST(ShadowTest, RelativePathsLeadWhereTheyLed) {
  const World world;
  const absl::StatusOr<Shadow> shadow = world.Open();
  ASSERT_TRUE(shadow.ok()) << shadow.status();
  ASSERT_TRUE(shadow->Write("ours", "lock", {"../core"}).ok());
  EXPECT_EQ(world.Read(*shadow, "pyproject.toml"), "ours");
  EXPECT_EQ(world.Read(*shadow, "../core/pyproject.toml"), "core");
  EXPECT_TRUE(fs::exists(shadow->folder() + "/src/app.py"));
}

TEST(ShadowTest, AFolderInAnotherIsReachedThroughItAndNothingIsDeleted) {
  const World world;
  const absl::StatusOr<Shadow> shadow = world.Open();
  ASSERT_TRUE(shadow.ok());
  ASSERT_TRUE(shadow->Write("", "", {"../core/plugins/plug", "../core"}).ok());
  EXPECT_EQ(world.Read(*shadow, "../core/plugins/plug/pyproject.toml"), "plug");
  EXPECT_EQ(world.Read(*shadow, "../core/pyproject.toml"), "core");
  EXPECT_TRUE(world.IsWhole());
}

TEST(ShadowTest, ALinkOfAnEarlierRunLeadsNobodyIntoTheUsersFolders) {
  const World world;
  const absl::StatusOr<Shadow> shadow = world.Open();
  ASSERT_TRUE(shadow.ok());
  ASSERT_TRUE(shadow->Write("", "", {"../core"}).ok());
  ASSERT_TRUE(shadow->Write("", "", {"../core/plugins/plug"}).ok());
  EXPECT_EQ(world.Read(*shadow, "../core/plugins/plug/pyproject.toml"), "plug");
  EXPECT_EQ(world.Read(*shadow, "../core/pyproject.toml"), "not there");
  ASSERT_TRUE(shadow->Write("", "", {"../core"}).ok());
  EXPECT_EQ(world.Read(*shadow, "../core/pyproject.toml"), "core");
  EXPECT_TRUE(world.IsWhole());
}

TEST(ShadowTest, WithoutAHomeThereIsNoPlaceForIt) {
  const absl::StatusOr<Shadow> shadow = Shadow::Open("", "/project", [] {});
  ASSERT_FALSE(shadow.ok());
  EXPECT_NE(std::string(shadow.status().message()).find("HOME"), std::string::npos);
}

TEST(ShadowTest, NobodyElseReadsIt) {
  const World world;
  const absl::StatusOr<Shadow> shadow = world.Open();
  ASSERT_TRUE(shadow.ok());
  EXPECT_EQ(fs::status(world.folder.path() + "/cache/shadow").permissions(), fs::perms::owner_all);
}

}  // namespace
}  // namespace accel::shim::poetry
