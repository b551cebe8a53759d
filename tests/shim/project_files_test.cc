// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/project_files.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "shim/whole_file.h"
#include "tests/shim/scratch_folder.h"

namespace accel::shim::poetry {
namespace {

namespace fs = std::filesystem;

class ProjectFilesTest : public ::testing::Test {
 protected:
  // What a call changes and then takes back.
  absl::StatusOr<bool> ChangeAndPutBack() {
    const ProjectFiles before = Read();
    folder_.Write("pyproject.toml", "new");
    folder_.Write("poetry.lock", "new lock");
    const ProjectFiles after = Read();
    folder_.Write("accel.lock", "new overlay");
    return PutBack(folder_.path(), before, after);
  }
  ProjectFiles Read() const { return *ReadFiles(folder_.path()); }
  void Link(const std::string& name, const std::string& target) {
    fs::create_symlink(target, folder_.At(name));
  }
  ScratchFolder folder_;
};

TEST_F(ProjectFilesTest, LinksStayAndWhatTheyLeadToIsAsItWas) {
  folder_.Write("real/pyproject.toml", "old");
  folder_.Write("real/poetry.lock", "old lock");
  Link("pyproject.toml", "middle.toml");
  Link("middle.toml", "real/pyproject.toml");
  Link("poetry.lock", folder_.At("real/poetry.lock"));
  ASSERT_TRUE(ChangeAndPutBack().ok());
  for (const char* link : {"pyproject.toml", "middle.toml", "poetry.lock"})
    EXPECT_TRUE(fs::is_symlink(folder_.At(link))) << link;
  EXPECT_EQ(*ReadWhole(folder_.At("real/pyproject.toml")), "old");
  EXPECT_EQ(*ReadWhole(folder_.At("real/poetry.lock")), "old lock");
}

TEST_F(ProjectFilesTest, ALinkThatLedNowhereLeadsNowhereAgain) {
  folder_.Write("pyproject.toml", "old");
  Link("poetry.lock", "elsewhere.lock");
  ASSERT_TRUE(ChangeAndPutBack().ok());
  EXPECT_TRUE(fs::is_symlink(folder_.At("poetry.lock")));
  EXPECT_FALSE(fs::exists(folder_.At("elsewhere.lock")));
}

TEST_F(ProjectFilesTest, AnOverlayThatWasMadeMeanwhileIsAsItWasToo) {
  folder_.Write("pyproject.toml", "old");
  for (const bool was_there : {false, true}) {
    if (was_there) folder_.Write("accel.lock", "old overlay");
    const ProjectFiles before = Read();
    ASSERT_TRUE(*ChangeAndPutBack());
    EXPECT_EQ(Read(), before);
  }
}

TEST_F(ProjectFilesTest, WhereNothingHasChangedNothingIsPutBack) {
  folder_.Write("pyproject.toml", "old");
  EXPECT_FALSE(*PutBack(folder_.path(), Read(), Read()));
}

TEST_F(ProjectFilesTest, WhatSomebodyElseHasWrittenMeanwhileStays) {
  folder_.Write("pyproject.toml", "old");
  const ProjectFiles before = Read();
  folder_.Write("pyproject.toml", "new");
  const ProjectFiles after = Read();
  folder_.Write("pyproject.toml", "theirs");
  EXPECT_TRUE(absl::IsFailedPrecondition(PutBack(folder_.path(), before, after).status()));
  EXPECT_EQ(Read().pyproject, "theirs");
}

}  // namespace
}  // namespace accel::shim::poetry
