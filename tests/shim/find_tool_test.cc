// SPDX-License-Identifier: Apache-2.0
#include "shim/find_tool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <map>

#include "shim/wrapper_guard.h"
#include "tests/shim/scratch_folder.h"

namespace accel::shim {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;
using ::testing::HasSubstr;

constexpr Candidate kTool{true, true, false};
constexpr Candidate kShim{true, true, true};
constexpr Candidate kDenied{true, false, false};

LookAt Seeing(const std::map<std::string, Candidate>& files) {
  return [files](const std::string& path) {
    const auto found = files.find(path);
    return found == files.end() ? Candidate{} : found->second;
  };
}

std::string Found(const std::string& tool, const std::string& path,
                  const std::map<std::string, Candidate>& files) {
  const absl::StatusOr<std::string> found = FindTool(tool, path, Seeing(files));
  return found.ok() ? *found : std::string(absl::StatusCodeToString(found.status().code()));
}

TEST(FindToolTest, TheFirstOnPathThatIsNotUsIsTaken) {
  EXPECT_EQ(Found("pip", "/a:/b", {{"/a/pip", kTool}, {"/b/pip", kTool}}), "/a/pip");
  EXPECT_EQ(Found("pip", "/a:/b", {{"/a/pip", kShim}, {"/b/pip", kTool}}), "/b/pip");
  EXPECT_EQ(Found("pip", "/a:/b:/c", {{"/a/pip", kShim}, {"/b/pip", kShim}, {"/c/pip", kTool}}),
            "/c/pip");
  EXPECT_EQ(Found("pip", "/a:/b", {{"/a/pip", kDenied}, {"/b/pip", kTool}}), "/b/pip");
  EXPECT_EQ(Found("pip", "/a:/b", {{"/a/pip3", kTool}, {"/b/pip", kTool}}), "/b/pip");
}

// POSIX: an empty entry of PATH is the current folder.
TEST(FindToolTest, EmptyEntriesAreTheCurrentFolder) {
  for (const char* path : {":", ":/a", "/a:", "/a::/b"})
    EXPECT_EQ(Found("pip", path, {{"./pip", kTool}}), "./pip") << path;
}

TEST(FindToolTest, WithoutPathTheSystemsFoldersAreSearchedAndNotTheCurrentOne) {
  EXPECT_EQ(Found("pip", "", {{"./pip", kTool}, {"/usr/bin/pip", kTool}}), "/usr/bin/pip");
  EXPECT_EQ(Found("pip", "", {{"/bin/pip", kTool}, {"/usr/bin/pip", kTool}}), "/bin/pip");
  EXPECT_EQ(Found("pip", "", {{"./pip", kTool}}), "NOT_FOUND");
}

TEST(FindToolTest, WhatIsNotThereOrMayNotRunIsSaid) {
  EXPECT_EQ(Found("pip", "/a:/b", {}), "NOT_FOUND");
  EXPECT_EQ(Found("pip", "/a", {{"/a/pip", kShim}}), "NOT_FOUND");
  EXPECT_EQ(Found("pip", "/a:/b", {{"/b/pip", kDenied}}), "PERMISSION_DENIED");
  EXPECT_THAT(std::string(FindTool("pip", "/b", Seeing({{"/b/pip", kDenied}})).status().message()),
              HasSubstr("/b/pip"));
}

TEST(FindToolTest, ANameWithASlashIsTakenAsItIs) {
  EXPECT_EQ(Found("/x/pip", "/a", {{"/a/pip", kTool}, {"/x/pip", kTool}}), "/x/pip");
  EXPECT_EQ(Found("./pip", "/a", {{"./pip", kTool}}), "./pip");
  EXPECT_EQ(Found("/x/pip", "/a", {{"/a/pip", kTool}}), "NOT_FOUND");
  EXPECT_EQ(Found("/x/pip", "/a", {{"/x/pip", kDenied}}), "PERMISSION_DENIED");
  EXPECT_EQ(Found("/x/pip", "/a", {{"/x/pip", kShim}, {"/a/pip", kTool}}), "INVALID_ARGUMENT");
}

// The running program is this test; a link, a hard link and a copy of it are all us.
TEST(FindToolTest, OurselvesAreSeenUnderAnyName) {
  const ScratchFolder folder;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe");
  std::filesystem::create_symlink(self, folder.At("link/pip"));
  std::filesystem::copy_file(self, folder.At("copy/pip"));
  chmod(folder.Write("real/pip", "#!/usr/bin/python3\n").c_str(), 0755);
  folder.Write("plain/pip", "#!/usr/bin/python3\n");
  std::filesystem::create_directories(folder.At("folder/pip/x"));
  const auto at = [&](const std::string& name) { return RealFiles()(folder.path() + "/" + name); };
  EXPECT_TRUE(at("link/pip").is_shim);
  EXPECT_TRUE(at("copy/pip").is_shim);
  EXPECT_FALSE(at("real/pip").is_shim);
  EXPECT_TRUE(at("real/pip").executable);
  EXPECT_TRUE(at("plain/pip").exists);
  EXPECT_FALSE(at("plain/pip").executable);
  EXPECT_FALSE(at("folder/pip").exists);
  EXPECT_FALSE(at("none/pip").exists);
  const std::string path =
      folder.path() + "/link:" + folder.path() + "/copy:" + folder.path() + "/real";
  EXPECT_EQ(*FindTool("pip", path, RealFiles()), folder.path() + "/real/pip");
}

TEST(WrapperGuardTest, AWrapperIsRunOnceAndThenPassedOver) {
  const ScratchFolder folder;
  const std::string wrapper = folder.Write("a/pip", "#!/bin/sh\nexec accel-shim pip \"$@\"\n");
  const std::string second = folder.Write("b/pip", "#!/bin/bash\nexec accel-shim pip \"$@\"\n");
  const std::map<std::string, Candidate> files = {
      {wrapper, kTool}, {second, kTool}, {"/usr/bin/pip", kTool}};
  const std::string path = folder.path() + "/a:" + folder.path() + "/b:/usr/bin";
  clients::Environment environment({});
  const auto find = [&] {
    return *FindTool("pip", path, PassingOverWrappers(Seeing(files), environment));
  };
  EXPECT_EQ(find(), wrapper);
  RememberWrapper(wrapper, environment);
  EXPECT_EQ(find(), second);
  RememberWrapper(second, environment);
  EXPECT_EQ(find(), "/usr/bin/pip");
  EXPECT_EQ(environment.Get("ACCEL_SHIM_WRAPPERS"), wrapper + ":" + second);
}

TEST(WrapperGuardTest, PythonScriptsAndProgramsAreNoWrappers) {
  const ScratchFolder folder;
  clients::Environment environment({});
  for (const char* content :
       {"#!/usr/bin/python3\nimport pip\n", "#!/usr/bin/env python\n",
        "\x7f"
        "ELF",
        "", "#!/bin/sh\n'''exec' \"/a path/python3\" \"$0\" \"$@\"\n' '''\n"}) {
    RememberWrapper(folder.Write("pip", content), environment);
    EXPECT_EQ(environment.Get("ACCEL_SHIM_WRAPPERS"), "") << content;
  }
  RememberWrapper("/nonexistent/pip", environment);
  EXPECT_TRUE(environment.Entries().empty());
}

TEST(WrapperGuardTest, OnlyWholePathsArePassedOver) {
  const clients::Environment environment(Variables{{"ACCEL_SHIM_WRAPPERS", "/opt/x/pip3:/a/pip"}});
  const LookAt look = PassingOverWrappers(
      Seeing({{"/x/pip", kTool}, {"/a/pip", kTool}, {"/opt/x/pip", kTool}}), environment);
  EXPECT_FALSE(look("/x/pip").is_shim);
  EXPECT_FALSE(look("/opt/x/pip").is_shim);
  EXPECT_TRUE(look("/a/pip").is_shim);
}

}  // namespace
}  // namespace accel::shim
