// SPDX-License-Identifier: Apache-2.0
#include "shim/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shim/index/sha256.h"
#include "tests/shim/scratch_folder.h"

namespace accel::shim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// "abc" and its hash as RECORD writes it (FIPS 180-4's example).
constexpr char kAbc[] = "sha256=ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";

class RecordTest : public ::testing::Test {
 protected:
  void Record(const std::string& text) { folder_.Write("t-1.dist-info/RECORD", text); }
  absl::StatusOr<RecordCheck> Check() { return CheckRecord(folder_.path() + "/t-1.dist-info"); }
  ScratchFolder folder_;
};

TEST_F(RecordTest, FilesWithTheirBytesAreRightOthersAreNamed) {
  folder_.Write("t/a.py", "abc");
  folder_.Write("t/b, \"c\".py", "abd");
  Record(std::string("t/a.py,") + kAbc + ",3\r\n\"t/b, \"\"c\"\".py\"," + kAbc + ",3\nt/gone.py," +
         kAbc + ",3\nt-1.dist-info/RECORD,,\n\n");
  const absl::StatusOr<RecordCheck> check = Check();
  ASSERT_TRUE(check.ok()) << check.status();
  EXPECT_EQ(check->files, 3U);
  EXPECT_THAT(check->changed, ElementsAre("t/b, \"c\".py", "t/gone.py"));
}

TEST_F(RecordTest, ALineThatIsNoneIsToldWithItsPlace) {
  Record("t/a.py\n");
  EXPECT_THAT(std::string(Check().status().message()), HasSubstr("RECORD:1:"));
  Record(std::string("a,") + kAbc + ",\n\"open,x\n");
  EXPECT_THAT(std::string(Check().status().message()), HasSubstr("RECORD:2:"));
}

TEST_F(RecordTest, WithoutRecordNothingIsKnown) { EXPECT_TRUE(absl::IsNotFound(Check().status())); }

TEST(Sha256Test, PiecesGiveTheHashOfTheWhole) {
  const std::string text(1000, 'x');
  for (const std::size_t piece : {1U, 63U, 64U, 65U, 999U}) {
    index::Sha256 hash;
    for (std::size_t at = 0; at < text.size(); at += piece)
      hash.Add(std::string_view(text).substr(at, piece));
    EXPECT_EQ(hash.Hex(), index::Sha256Hex(text)) << piece;
  }
}

}  // namespace
}  // namespace accel::shim
