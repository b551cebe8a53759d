// SPDX-License-Identifier: Apache-2.0
#include "compat/comparison.h"

#include <gtest/gtest.h>

#include "compat/answer.h"
#include "compat/host_change.h"
#include "machines.h"

namespace accel::compat {
namespace {

v1::Comparison CompareTorch(const std::string& requirement, const v1::Host& before,
                            const v1::Host& after) {
  v1::ListTagsRequest request;
  request.add_requirements(requirement);
  return Compare(*ListTags(request, before, RealCatalog()),
                 *ListTags(request, after, RealCatalog()));
}

std::vector<std::string> Changes(const v1::Comparison& comparison) {
  std::vector<std::string> changes;
  for (const v1::ChangedBuild& build : comparison.builds()) {
    changes.push_back((build.after() == v1::Verdict::COMPATIBLE ? "+" : "-") + build.version() +
                      "+" + build.tag());
  }
  return changes;
}

using Lines = std::vector<std::string>;

TEST(ComparisonTest, ANewerDriverOpensCuda13ForBlackwell) {
  const v1::Host old = Nvidia({"12.0"}, "570.124.06");
  const v1::Comparison comparison =
      CompareTorch("torch==2.12.1", old, WithDriver(old, "580", RealCatalog()).value());
  EXPECT_EQ(Changes(comparison), Lines({"+2.12.1+cu130", "+2.12.1+cu132"}));
  EXPECT_NE(comparison.builds(0).reason().text().find("580.65.06"), std::string::npos);
  EXPECT_TRUE(comparison.before().has_refusal());
  EXPECT_EQ(comparison.after().choice(0).tag(), "cu130");
}

TEST(ComparisonTest, TheDriverAfterTheLastOneClosesEverythingForPascal) {
  const v1::Host old = Nvidia({"6.1"}, "580.95.05");
  const v1::Comparison comparison =
      CompareTorch("torch==2.14.1", old, WithDriver(old, "590", RealCatalog()).value());
  EXPECT_EQ(Changes(comparison), Lines({"-2.14.1+cu126"}));
}

TEST(ComparisonTest, AnOlderCardBesideANewOneTakesItsBuildsAway) {
  const v1::Host old = Nvidia({"8.9"}, "580.95.05");
  const v1::Comparison comparison =
      CompareTorch("torch==2.14.1", old, WithGpu(old, "sm_61", RealCatalog()).value());
  EXPECT_EQ(Changes(comparison), Lines({"-2.14.1+cu130", "-2.14.1+cu132"}));
  EXPECT_EQ(comparison.after().choice(0).tag(), "cu126");
}

TEST(ComparisonTest, TheSameMachineChangesNothing) {
  const v1::Host host = Nvidia({"8.9"}, "580.95.05");
  EXPECT_EQ(CompareTorch("torch", host, host).builds_size(), 0);
}

TEST(HostChangeTest, WhatCannotBeIsRefused) {
  EXPECT_EQ(WithDriver(NoGpu(), "580", RealCatalog()).status().code(),
            absl::StatusCode::kFailedPrecondition);
  for (const char* driver : {"", "new", "580.", ".5", "5..8"}) {
    EXPECT_EQ(WithDriver(Nvidia({"8.9"}, "570.26"), driver, RealCatalog()).status().code(),
              absl::StatusCode::kInvalidArgument)
        << driver;
  }
  EXPECT_FALSE(WithGpu(NoGpu(), "no such card", RealCatalog()).ok());
}

TEST(HostChangeTest, AnAddedGpuOfANewVendorComesWithItsDriver) {
  const v1::Host host = WithGpu(NoGpu(), "gfx1100", RealCatalog()).value();
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::OK);
  EXPECT_EQ(WithGpu(NoGpu(), "RTX 5090", RealCatalog())->gpus(0).outcome(), v1::Probe::UNUSABLE);
}

}  // namespace
}  // namespace accel::compat
