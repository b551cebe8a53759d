// SPDX-License-Identifier: Apache-2.0
#include "shim/plain_build.h"

#include <gtest/gtest.h>

#include "shim/record.h"
#include "tests/shim/scratch_folder.h"

namespace accel::shim {
namespace {

constexpr char kOld[] = "torch-2.9.1+cu126.dist-info/";
constexpr char kNew[] = "torch-2.9.1.dist-info";

class PlainBuildTest : public ::testing::Test {
 protected:
  PlainBuildTest() {
    Write("METADATA", "Metadata-Version: 2.1\nName: torch\nVersion: 2.9.1+cu126\n\nVersion: x\n");
    Write("WHEEL", "");
    Write("RECORD", std::string("torch/__pycache__/a.pyc,,\n") + kOld + "METADATA,sha256=old,1\n" +
                        kOld + "WHEEL,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n" +
                        kOld + "RECORD,,\n");
  }
  void Write(const std::string& name, const std::string& text) { folder_.Write(kOld + name, text); }
  std::string Read(const std::string& name) {
    std::ifstream file(folder_.path() + "/" + kNew + "/" + name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  ScratchFolder folder_;
};

TEST_F(PlainBuildTest, TheBuildIsNotedUnderItsPlainVersionAndStaysKnown) {
  ASSERT_TRUE(MakePlain({folder_.path()}, "torch").ok());
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/" + kOld));
  EXPECT_EQ(Read("METADATA"), "Metadata-Version: 2.1\nName: torch\nVersion: 2.9.1\n\nVersion: x\n");
  EXPECT_EQ(TrueVersion(folder_.path() + "/" + kNew), "2.9.1+cu126");
  const Recorded recorded = ReadRecorded({folder_.path()});
  const absl::StatusOr<RecordCheck> check = CheckRecord(folder_.path() + "/" + kNew, &recorded);
  ASSERT_TRUE(check.ok()) << check.status();
  EXPECT_EQ(check->files, 3U);
  EXPECT_TRUE(check->changed.empty());
  EXPECT_TRUE(MakePlain({folder_.path()}, "torch").ok());
  EXPECT_EQ(TrueVersion(folder_.path() + "/" + kNew), "2.9.1+cu126");
}

TEST_F(PlainBuildTest, WhatAnEndHalfWayLeftIsDoneAgain) {
  folder_.Write(std::string(kNew) + ".new/METADATA", "half");
  folder_.Write(std::string(kNew) + "/METADATA", "of another build");
  ASSERT_TRUE(MakePlain({folder_.path()}, "torch").ok());
  EXPECT_EQ(TrueVersion(folder_.path() + "/" + kNew), "2.9.1+cu126");
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/" + kNew + ".new"));
}

TEST_F(PlainBuildTest, TheRestOfARemovedBuildGoesAndTheOneBesideStays) {
  ASSERT_TRUE(MakePlain({folder_.path()}, "torch").ok());
  Write("WHEEL", "");
  ASSERT_TRUE(MakePlain({folder_.path()}, "torch").ok());
  EXPECT_EQ(TrueVersion(folder_.path() + "/" + kNew), "2.9.1+cu126");
  const std::filesystem::directory_iterator left(folder_.path());
  EXPECT_EQ(std::distance(left, std::filesystem::directory_iterator()), 1);
}

TEST_F(PlainBuildTest, WhatIsNotThereIsAnError) {
  EXPECT_TRUE(absl::IsNotFound(MakePlain({folder_.path()}, "torchvision")));
}

}  // namespace
}  // namespace accel::shim
