// SPDX-License-Identifier: Apache-2.0
#include "shim/index/remote_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/shim/served_file.h"

namespace accel::shim::index {
namespace {

using ::testing::ElementsAre;

constexpr char kUrl[] = "https://files.example/torch.whl";

// Bytes that tell where they stand.
std::string Content(std::size_t size) {
  std::string content(size, '\0');
  for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>(i * 31 + i / 251);
  return content;
}

std::string ReadFrom(RemoteFile& file, std::uint64_t offset, std::size_t size) {
  std::string into(size, '\0');
  const absl::StatusOr<std::size_t> got = file.Read(offset, into);
  EXPECT_TRUE(got.ok()) << got.status();
  return into.substr(0, got.value_or(0));
}

TEST(RemoteFileTest, AnyPartReadsAsFromADisk) {
  const std::string content = Content(1'000'000);
  ServedFile served(content);
  auto file = RemoteFile::Open(served, kUrl);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->size(), content.size());
  for (const auto& [offset, size] :
       {std::pair{999'990u, 10u}, {0u, 5u}, {926'000u, 1'000u}, {100u, 700'000u}, {999'999u, 50u}})
    EXPECT_TRUE(ReadFrom(*file, offset, size) == content.substr(offset, size)) << offset;
  EXPECT_EQ(ReadFrom(*file, 1'000'000, 5), "");
}

TEST(RemoteFileTest, NoPartIsAskedForTwice) {
  ServedFile served(Content(300'000));
  auto file = RemoteFile::Open(served, kUrl);
  ASSERT_TRUE(file.ok());
  for (int again = 0; again < 2; ++again) ReadFrom(*file, 200'000, 100'000);
  EXPECT_THAT(served.asked(), ElementsAre("-73728", "200000-226271"));
}

TEST(RemoteFileTest, ASmallFileComesWholeFromAServerWithoutRanges) {
  const std::string content = Content(1000);
  ServedFile served(content);
  served.gives_ranges = false;
  auto file = RemoteFile::Open(served, kUrl);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(ReadFrom(*file, 0, 5000), content);
}

TEST(RemoteFileTest, ALargeFileFromAServerWithoutRangesIsNotFetched) {
  ServedFile served(Content(100'000));
  served.gives_ranges = false;
  EXPECT_EQ(RemoteFile::Open(served, kUrl).status().code(), absl::StatusCode::kResourceExhausted);
}

TEST(RemoteFileTest, AServerThatGivesAnotherPartIsNotBelieved) {
  for (const char* says :
       {"", "bytes 0-99/*", "bytes 5-2/1000", "bytes 0-99/1000", "bytes 99-0/50",
        "bytes 936-999/1000", "bytes 0-99999999999999999999/1", "items 0-9/10"}) {
    ServedFile served(Content(1000));
    served.says = *says == '\0' ? " " : says;
    EXPECT_FALSE(RemoteFile::Open(served, kUrl).ok()) << says;
  }
  ServedFile served(Content(100'000));
  auto file = RemoteFile::Open(served, kUrl);
  ASSERT_TRUE(file.ok());
  served.says = "bytes 1-26271/100000";
  std::string into(10, '\0');
  EXPECT_EQ(file->Read(0, into).status().code(), absl::StatusCode::kDataLoss);
}

TEST(RemoteFileTest, NoMoreThanTheLimitIsFetched) {
  ServedFile served(Content(1'000'000));
  auto file = RemoteFile::Open(served, kUrl, 100'000);
  ASSERT_TRUE(file.ok());
  std::string into(500'000, '\0');
  EXPECT_EQ(file->Read(0, into).status().code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace accel::shim::index
