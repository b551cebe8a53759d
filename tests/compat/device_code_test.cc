// SPDX-License-Identifier: Apache-2.0
#include "compat/device_code.h"

#include <gtest/gtest.h>

namespace accel::compat {
namespace {

bool RunsOn(const char* target, const char* gpu) {
  const auto parsed = ParseDeviceTarget(target);
  const auto capability = ParseComputeCapability(gpu);
  EXPECT_TRUE(parsed.has_value()) << target;
  EXPECT_TRUE(capability.has_value()) << gpu;
  return parsed && capability && Runs(*parsed, *capability);
}

TEST(DeviceCodeTest, SassRunsOnTheSameMajorAtAnEqualOrHigherMinor) {
  EXPECT_TRUE(RunsOn("60_real", "6.1"));
  EXPECT_TRUE(RunsOn("70_real", "7.5"));
  EXPECT_TRUE(RunsOn("80_real", "8.9"));
  EXPECT_TRUE(RunsOn("100_real", "10.3"));
  EXPECT_FALSE(RunsOn("61_real", "6.0"));
  EXPECT_FALSE(RunsOn("75_real", "8.0"));
  EXPECT_FALSE(RunsOn("90_real", "12.0"));
}

TEST(DeviceCodeTest, TegraTakesExactlyItsOwnSass) {
  EXPECT_FALSE(RunsOn("80_real", "8.7"));
  EXPECT_FALSE(RunsOn("86_real", "8.7"));
  EXPECT_TRUE(RunsOn("87_real", "8.7"));
  EXPECT_FALSE(RunsOn("87_real", "8.9"));
  EXPECT_FALSE(RunsOn("70_real", "7.2"));
  EXPECT_FALSE(RunsOn("50_real", "5.3"));
}

TEST(DeviceCodeTest, PtxRunsOnAnyNewerDevice) {
  EXPECT_TRUE(RunsOn("120_virtual", "12.1"));
  EXPECT_TRUE(RunsOn("80_virtual", "12.0"));
  EXPECT_FALSE(RunsOn("120_virtual", "11.0"));
}

TEST(DeviceCodeTest, SuffixesMeanExactAndFamily) {
  EXPECT_TRUE(RunsOn("90a_real", "9.0"));
  EXPECT_FALSE(RunsOn("100a_real", "10.3"));
  EXPECT_TRUE(RunsOn("100f_real", "10.3"));
  EXPECT_FALSE(RunsOn("100f_real", "12.0"));
}

TEST(DeviceCodeTest, WhatIsNoTargetIsRefused) {
  for (const char* text : {"", "_real", "90", "real", "90b_real", "-90_real", "90_real ", "9_real",
                           "90a_", "99999_real"}) {
    EXPECT_FALSE(ParseDeviceTarget(text).has_value()) << text;
  }
  for (const char* text : {"", "6", "6.", ".1", "6.12", "a.b", "0.5"}) {
    EXPECT_FALSE(ParseComputeCapability(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace accel::compat
