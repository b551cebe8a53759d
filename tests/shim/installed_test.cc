// SPDX-License-Identifier: Apache-2.0
#include "shim/installed.h"

#include <gtest/gtest.h>

#include "tests/shim/scratch_folder.h"

namespace accel::shim {
namespace {

std::string Version(const Installed& installed, const std::string& name) {
  const auto found = installed.find(name);
  return found == installed.end() ? "none" : compat::ToString(found->second);
}

TEST(InstalledTest, DistInfoFoldersAreRead) {
  const ScratchFolder folder;
  for (const char* name :
       {"torch-2.9.1+cu126.dist-info", "nvidia_cublas_cu12-12.6.4.1.dist-info",
        "Jinja2-3.1.dist-info", "zope.interface-6.0.dist-info", "~orch-2.8.0.dist-info",
        "broken-x.y.dist-info", "nodash.dist-info", ".dist-info", "torch-1.0.egg-info", "torch"}) {
    folder.At(std::string(name) + "/METADATA");
  }
  const Installed installed = ReadInstalled({folder.path()});
  EXPECT_EQ(Version(installed, "torch"), "2.9.1+cu126");
  EXPECT_EQ(Version(installed, "nvidia-cublas-cu12"), "12.6.4.1");
  EXPECT_EQ(Version(installed, "jinja2"), "3.1");
  EXPECT_EQ(Version(installed, "zope-interface"), "6.0");
  EXPECT_EQ(Version(installed, "broken"), "none");
  EXPECT_EQ(Version(installed, "nodash"), "none");
}

TEST(InstalledTest, TheFirstFolderOfThePathCounts) {
  const ScratchFolder folder;
  folder.At("a/torch-2.9.1.dist-info/x");
  folder.At("b/torch-2.8.0.dist-info/x");
  folder.At("b/numpy-2.0.dist-info/x");
  const std::string a = folder.path() + "/a", b = folder.path() + "/b";
  EXPECT_EQ(Version(ReadInstalled({a, b}), "torch"), "2.9.1");
  EXPECT_EQ(Version(ReadInstalled({b, a}), "torch"), "2.8.0");
  EXPECT_EQ(Version(ReadInstalled({a, b}), "numpy"), "2.0");
}

TEST(InstalledTest, FoldersThatCannotBeReadHoldNothing) {
  const ScratchFolder folder;
  EXPECT_TRUE(ReadInstalled({}).empty());
  EXPECT_TRUE(ReadInstalled({"/nonexistent", folder.Write("file", ""), ""}).empty());
}

TEST(InstalledTest, TheNameInsideIsRead) {
  const ScratchFolder folder;
  folder.Write("torch-2.9.1.dist-info/METADATA",
               "Metadata-Version: 2.1\nName: Evil_Torch\n\nName: torch\n");
  folder.Write("numpy-2.0.dist-info/METADATA", "Metadata-Version: 2.1\n");
  EXPECT_EQ(NameInside({folder.path()}, "torch"), "evil-torch");
  EXPECT_EQ(NameInside({folder.path()}, "numpy"), "");
  EXPECT_EQ(NameInside({folder.path()}, "triton"), "");
}

}  // namespace
}  // namespace accel::shim
