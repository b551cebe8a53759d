// SPDX-License-Identifier: Apache-2.0
#include "shim/index/remote_wheel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/shim/scratch_folder.h"
#include "tests/shim/served_file.h"

namespace accel::shim::index {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kUrl[] = "https://files.example/torch-2.9.1-py3-none-any.whl";
constexpr char kMetadata[] = "Metadata-Version: 2.1\nName: torch\n";

// The bytes of a zip archive with these entries, packed.
std::string Zip(const std::vector<std::pair<std::string, std::string>>& entries) {
  const ScratchFolder folder;
  const std::string path = folder.path() + "/it.whl";
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, nullptr);
  for (const auto& [name, content] : entries) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    zip_file_add(archive, name.c_str(), source, 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// What does not compress, so that the table of contents lies far from the start.
std::string Noise(std::size_t size) {
  std::string noise(size, '\0');
  std::uint64_t state = 1;
  for (char& c : noise) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    c = static_cast<char>(state >> 56);
  }
  return noise;
}

TEST(RemoteWheelTest, MetadataIsReadFromTheEndOfALargeWheel) {
  ServedFile served(Zip({{"torch/lib/libtorch.so", Noise(3'000'000)},
                         {"torch-2.9.1.dist-info/METADATA", kMetadata},
                         {"torch-2.9.1.dist-info/RECORD", ""}}));
  auto metadata = FetchWheelMetadata(served, kUrl);
  ASSERT_TRUE(metadata.ok()) << metadata.status();
  EXPECT_EQ(*metadata, kMetadata);
  EXPECT_THAT(served.asked(), SizeIs(1));
}

TEST(RemoteWheelTest, ALongTableOfContentsTakesAFewRequestsMore) {
  std::vector<std::pair<std::string, std::string>> entries = {
      {"torch-2.9.1.dist-info/METADATA", kMetadata}, {"torch/lib/libtorch.so", Noise(1'000'000)}};
  for (int i = 0; i < 12'000; ++i)
    entries.emplace_back("torch/include/ATen/ops/header_" + std::to_string(i) + ".h", "");
  ServedFile served(Zip(entries));
  auto metadata = FetchWheelMetadata(served, kUrl);
  ASSERT_TRUE(metadata.ok()) << metadata.status();
  EXPECT_EQ(*metadata, kMetadata);
  EXPECT_LE(served.asked().size(), 9u);
}

TEST(RemoteWheelTest, WhatIsNoWheelIsNamed) {
  const std::tuple<std::string, absl::StatusCode, const char*> kCases[] = {
      {"not a wheel", absl::StatusCode::kDataLoss, "no zip archive"},
      {Zip({{"torch/METADATA", kMetadata}}), absl::StatusCode::kNotFound, "no METADATA"},
      {Zip({{"a/torch-2.9.1.dist-info/METADATA", kMetadata}}), absl::StatusCode::kNotFound,
       "no METADATA"},
      {Zip({{"torch-2.9.1.dist-info/METADATA", kMetadata}, {"b-1.dist-info/METADATA", ""}}),
       absl::StatusCode::kInvalidArgument, "several times"},
      // Claims 2^27 entries in 98 bytes.
      {std::string("PK\x06\x06") + std::string(52, '\xff') + "PK\x06\x07" + std::string(16, '\0') +
           "PK\x05\x06" + std::string(18, '\0'),
       absl::StatusCode::kResourceExhausted, "zip64"},
      {Zip({{"torch-2.9.1.dist-info/METADATA", std::string(2 << 20, 'x')}}),
       absl::StatusCode::kResourceExhausted, "1 MiB"},
  };
  for (const auto& [content, code, why] : kCases) {
    ServedFile served(content);
    const absl::Status status = FetchWheelMetadata(served, kUrl).status();
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  }
}

TEST(RemoteWheelTest, AWheelWithBytesLostOrChangedNeverReadsAsAnother) {
  const std::string good = Zip({{"torch-2.9.1.dist-info/METADATA", kMetadata}});
  for (std::size_t cut = 0; cut < good.size(); ++cut) {
    ServedFile served(good.substr(0, cut));
    EXPECT_FALSE(FetchWheelMetadata(served, kUrl).ok()) << cut;
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string changed = good;
    changed[at] = static_cast<char>(~changed[at]);
    ServedFile served(changed);
    (void)FetchWheelMetadata(served, kUrl);  // no answer is certain, but that there is one
    EXPECT_THAT(served.asked(), Not(IsEmpty()));
  }
}

}  // namespace
}  // namespace accel::shim::index
