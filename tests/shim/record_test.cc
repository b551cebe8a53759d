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
  absl::StatusOr<RecordCheck> Check() {
    const Recorded recorded = ReadRecorded({folder_.path()});
    return CheckRecord(folder_.path() + "/t-1.dist-info", &recorded);
  }
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

TEST_F(RecordTest, AFileNeedsAHashThatCountsUnlessItIsRecordOrByteCode) {
  for (const char* file : {"a.py", "b.py", "c.py", "d.pyc", "e.py", "f.py"})
    folder_.Write(std::string("t/") + file, "abc");
  Record(
      "t/a.py,sha384=ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP_W-2AhgcroefMI1i67KE0yCWn,3\n"
      "t/"
      "b.py,sha512=3a81oZNherrMQXNJriBBMRLm-k6JqX6iCp7u5ktV05ohkpkqJ0_BqDa6PCOj_"
      "uu9RU1EI2Q86A4qmslPpU"
      "yknw,3\n"
      "t/c.py,,\nt/d.pyc,,\nt/e.py,sha512=,3\nt/f.py,md5=kAFQmDzST7DWlj99KOF_cg,3\n"
      "t/__pycache__/g.cpython-311.pyc,,\nt-1.dist-info/direct_url.json,,\nt-1.dist-info/"
      "RECORD,,\nt-1.dist-info/RECORD.jws,,\n");
  const absl::StatusOr<RecordCheck> check = Check();
  ASSERT_TRUE(check.ok()) << check.status();
  EXPECT_THAT(check->changed, ElementsAre("t/c.py", "t/d.pyc", "t/e.py", "t/f.py"));
}

TEST_F(RecordTest, AFileThatNoRecordListsIsNamed) {
  for (const char* file :
       {"t/a.py", "t/_evil.py", "t/__pycache__/a.cpython-311.pyc", "t/__pycache__/x.py", "t/x.pyc",
        "n/ours.py", "n/theirs.py", "u/a.py", "t-1.dist-info/entry_points.txt"})
    folder_.Write(file, "abc");
  std::filesystem::create_directory_symlink("/nonexistent", folder_.At("t/linked"));
  folder_.Write("u-1.dist-info/RECORD", "n/theirs.py,,\n");
  Record(std::string("t/a.py,") + kAbc + ",3\nn/ours.py," + kAbc + ",3\n./../x,,\n");
  const absl::StatusOr<RecordCheck> check = Check();
  ASSERT_TRUE(check.ok()) << check.status();
  EXPECT_THAT(check->added, ElementsAre("t-1.dist-info/entry_points.txt", "t/__pycache__/x.py",
                                        "t/_evil.py", "t/linked", "t/x.pyc"));
}

TEST_F(RecordTest, ARecordThatWasCutShortIsNotWhole) {
  folder_.Write("t-1.dist-info/METADATA", "abc");
  Record(std::string("t-1.dist-info/METADATA,") + kAbc + ",3\n");
  EXPECT_TRUE(Check()->added.empty());  // a package that is its metadata alone
  folder_.Write("t/a.py", "abc");
  EXPECT_THAT(Check()->added, ElementsAre("t/a.py"));
  folder_.Write("t-1.dist-info/top_level.txt", "\n");
  EXPECT_TRUE(Check().ok());
  folder_.Write("t-1.dist-info/top_level.txt", "t\n");
  EXPECT_THAT(std::string(Check().status().message()), HasSubstr("names no file"));
  Record("");
  EXPECT_THAT(std::string(Check().status().message()), HasSubstr("names no file"));
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
