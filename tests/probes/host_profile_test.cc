// SPDX-License-Identifier: Apache-2.0
#include "probes/host_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/probes/machines.h"

namespace accel::probes {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string Write(const std::string& name, const std::string& text) {
  const std::string path = ::testing::TempDir() + "/" + name;
  std::ofstream(path) << text;
  return path;
}

std::string ErrorOf(const absl::StatusOr<v1::Host>& host) {
  return std::string(compat::Message(host.status()));
}

TEST(HostProfileTest, AFileIsAProfile) {
  const std::string path = Write(
      "h100.json",
      R"({"schema": "accel.v1", "gpus": [{"vendor": "VENDOR_NVIDIA", "computeCapability": "9.0", "outcome": "OK"}]})");
  const absl::StatusOr<v1::Host> host = ReadHost(path, Embedded());
  ASSERT_TRUE(host.ok()) << host.status();
  EXPECT_EQ(host->origin(), "profile " + path);
  EXPECT_EQ(host->gpus(0).compute_capability(), "9.0");
}

TEST(HostProfileTest, AnythingElseIsADescription) {
  const absl::StatusOr<v1::Host> host = ReadHost("gpu=GTX 1080,driver=580.95.05", Embedded());
  ASSERT_TRUE(host.ok()) << host.status();
  EXPECT_EQ(host->origin(), "description gpu=GTX 1080,driver=580.95.05");
}

TEST(HostProfileTest, AnErrorNamesFileAndField) {
  const std::string path = Write("bad.json", R"({"gpus": [{"computeCapabilty": "9.0"}]})");
  EXPECT_THAT(ErrorOf(ReadHost(path, Embedded())),
              AllOf(HasSubstr(path), HasSubstr("computeCapabilty")));
  EXPECT_THAT(ErrorOf(ReadHost(Write("broken.json", "{"), Embedded())), HasSubstr("broken.json"));
  EXPECT_THAT(ErrorOf(ReadHost(Write("v2.json", R"({"schema": "accel.v2"})"), Embedded())),
              HasSubstr("accel.v2"));
  EXPECT_THAT(ErrorOf(ReadHost("/nowhere/host.json", Embedded())),
              HasSubstr("there is no such host profile"));
}

TEST(HostProfileTest, RefusesFoldersAndHugeFiles) {
  EXPECT_THAT(ErrorOf(ReadHost(::testing::TempDir(), Embedded())), HasSubstr("is a file"));
  EXPECT_THAT(ErrorOf(ReadHost(Write("huge.json", std::string(1024 * 1024 + 1, ' ')), Embedded())),
              HasSubstr("1 MiB"));
}

}  // namespace
}  // namespace accel::probes
