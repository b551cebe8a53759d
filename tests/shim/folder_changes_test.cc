// SPDX-License-Identifier: Apache-2.0
#include "shim/folder_changes.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/shim/scratch_folder.h"

namespace accel::shim {
namespace {

// Stamps every folder of `scratch` an hour ago.
void MakeOld(const ScratchFolder& scratch) {
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  std::filesystem::last_write_time(scratch.path(), old);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch.path()))
    std::filesystem::last_write_time(entry.path(), old);
}

struct Environment {
  Environment() {
    scratch.Write("torch/lib/__pycache__/a.pyc", "");
    scratch.Write("torch/lib/a.py", "");
    scratch.Write("nvidia/cublas/b.py", "");
    MakeOld(scratch);
  }
  bool Changed() const { return ChangedSince({scratch.path()}, start); }
  const ScratchFolder scratch;
  const std::chrono::nanoseconds start = FileClockNow();
};

TEST(FolderChangesTest, NothingHasChangedWhereNobodyWrote) {
  EXPECT_FALSE(Environment().Changed());
  EXPECT_FALSE(ChangedSince({"/nonexistent", ""}, std::chrono::nanoseconds(0)));
}

TEST(FolderChangesTest, AFileThatComesGoesOrMovesAnywhereIsSeen) {
  const Environment made, removed, moved;
  made.scratch.Write("nvidia/cublas/new.py", "");
  EXPECT_TRUE(made.Changed());
  std::filesystem::remove(removed.scratch.path() + "/torch/lib/a.py");
  EXPECT_TRUE(removed.Changed());
  std::filesystem::rename(moved.scratch.path() + "/torch", moved.scratch.path() + "/~orch");
  EXPECT_TRUE(moved.Changed());
}

TEST(FolderChangesTest, AFolderThatIsNamedMayBeALink) {
  const Environment environment;
  const ScratchFolder elsewhere;
  const std::string link = elsewhere.path() + "/site-packages";
  std::filesystem::create_directory_symlink(environment.scratch.path(), link);
  EXPECT_FALSE(ChangedSince({link}, environment.start));
  environment.scratch.Write("new.py", "");
  EXPECT_TRUE(ChangedSince({link}, environment.start));
}

TEST(FolderChangesTest, ByteCodeAndWhatLinksLeadToDoNotCount) {
  const Environment environment;
  const ScratchFolder elsewhere;
  std::filesystem::create_directory_symlink(elsewhere.path(),
                                            environment.scratch.path() + "/torch/lib/linked");
  MakeOld(environment.scratch);
  elsewhere.Write("new.py", "");
  environment.scratch.Write("torch/lib/__pycache__/b.pyc", "");
  EXPECT_FALSE(environment.Changed());
}

}  // namespace
}  // namespace accel::shim
