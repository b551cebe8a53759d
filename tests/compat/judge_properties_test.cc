// SPDX-License-Identifier: Apache-2.0
//
// What must hold on every machine: generated ones, the seed is printed.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "compat/answer.h"
#include "compat/cuda_driver.h"
#include "compat/device_code.h"
#include "compat/gpu_driver.h"
#include "compat/host_change.h"
#include "compat/judge.h"
#include "compat/specifier.h"
#include "compat/version.h"
#include "machines.h"

namespace accel::compat {
namespace {

constexpr int kMachines = 300;

class JudgeProperties : public ::testing::Test {
 protected:
  JudgeProperties() { RecordProperty("seed", static_cast<int>(seed_)); }

  template <typename List>
  const auto& Any(const List& list) {
    return list[std::uniform_int_distribution<std::size_t>(0, std::size(list) - 1)(random_)];
  }

  // One to three GPUs of NVIDIA's with a driver that serves them, or not.
  v1::Host AnyMachine() {
    static const std::vector<std::string> kCapabilities = {
        "3.7", "5.2", "6.1", "7.0", "7.5", "8.0", "8.6", "8.9", "9.0", "10.0", "12.0"};
    static const std::vector<std::string> kDrivers = {"470.256.02", "525.147.05", "535.183.01",
                                                      "550.127.05", "570.124.06", "575.57.08",
                                                      "580.95.05",  "590.48.01",  "595.58.03"};
    std::vector<std::string> capabilities(1 + random_() % 3);
    for (std::string& one : capabilities) one = Any(kCapabilities);
    v1::Host host = Nvidia(capabilities, Any(kDrivers));
    for (v1::Gpu& gpu : *host.mutable_gpus()) {
      gpu.set_kernel_driver("nvidia");
      AssessNvidia(host.nvidia(), RealCatalog(), gpu);
    }
    return host;
  }

  static v1::ListTagsResponse Ask(const v1::Host& host) {
    v1::ListTagsRequest request;
    request.add_requirements("torch");
    return ListTags(request, host, RealCatalog()).value();
  }

  // "2.14.1+cu126" of everything for GPUs that runs.
  static std::set<std::string> Running(const v1::Host& host) {
    std::set<std::string> running;
    const v1::ListTagsResponse response = Ask(host);
    for (const v1::JudgedBuild& build : response.builds()) {
      if (build.outcome() == v1::Verdict::COMPATIBLE && build.tag() != "cpu")
        running.insert(build.version() + "+" + build.tag());
    }
    return running;
  }

  static bool IsUsable(const v1::Host& host) {
    return std::all_of(host.gpus().begin(), host.gpus().end(),
                       [](const v1::Gpu& gpu) { return gpu.outcome() == v1::Probe::OK; });
  }

  const unsigned seed_ = std::random_device()();
  std::mt19937 random_{seed_};
};

TEST_F(JudgeProperties, ANewerDriverThatServesTheGpusTakesNoBuildAway) {
  for (int i = 0; i < kMachines; ++i) {
    const v1::Host host = AnyMachine();
    const v1::Host newer =
        WithDriver(host, Any(std::vector<std::string>{"550", "580", "595"}), RealCatalog()).value();
    const auto is_newer =
        *ParseVersion(host.nvidia().version()) < *ParseVersion(newer.nvidia().version());
    if (!is_newer || !IsUsable(host) || !IsUsable(newer)) continue;
    const std::set<std::string> before = Running(host), after = Running(newer);
    EXPECT_TRUE(std::includes(after.begin(), after.end(), before.begin(), before.end()))
        << host.ShortDebugString() << seed_;
  }
}

TEST_F(JudgeProperties, OneMoreUsableGpuAddsNoBuildUnderPolicyAll) {
  for (int i = 0; i < kMachines; ++i) {
    const v1::Host host = AnyMachine();
    const v1::Host more =
        WithGpu(host, Any(std::vector<std::string>{"sm_61", "sm_86", "sm_120"}), RealCatalog())
            .value();
    if (!IsUsable(more)) continue;
    const std::set<std::string> before = Running(host), after = Running(more);
    EXPECT_TRUE(std::includes(before.begin(), before.end(), after.begin(), after.end()))
        << more.ShortDebugString() << seed_;
  }
}

TEST_F(JudgeProperties, TheOrderOfGpusAndOffersDoesNotCount) {
  for (int i = 0; i < kMachines / 10; ++i) {
    const v1::Host host = AnyMachine();
    v1::Host turned = host;
    std::reverse(turned.mutable_gpus()->begin(), turned.mutable_gpus()->end());
    v1::ListTagsRequest request;
    request.add_requirements("torch");
    const v1::ListTagsResponse listed = ListTags(request, host, RealCatalog()).value();
    for (const v1::JudgedBuild& build : listed.builds()) {
      v1::Offer& offer = *request.add_offers();
      offer.set_package(build.package());
      offer.set_version(build.version());
      offer.set_tag(build.tag());
    }
    std::shuffle(request.mutable_offers()->begin(), request.mutable_offers()->end(), random_);
    const v1::ListTagsResponse other = ListTags(request, turned, RealCatalog()).value();
    ASSERT_EQ(other.choice_size(), listed.choice_size()) << host.ShortDebugString() << seed_;
    for (int c = 0; c < listed.choice_size(); ++c)
      EXPECT_EQ(other.choice(c).ShortDebugString(), listed.choice(c).ShortDebugString());
    EXPECT_EQ(other.refusal().message().empty(), listed.refusal().message().empty());
  }
}

// SASS that runs there, or PTX that the driver can compile.
bool IsCovered(const v1::Gpu& gpu, const v1::Property& targets) {
  const std::optional<ComputeCapability> cc = ParseComputeCapability(gpu.compute_capability());
  return cc &&
         std::any_of(targets.values().begin(), targets.values().end(), [&](const auto& value) {
           const std::optional<DeviceTarget> target = ParseDeviceTarget(value);
           return target && Runs(*target, *cc);
         });
}

TEST_F(JudgeProperties, ABuildThatRunsHasCodeForEveryGpuThatCounts) {
  const v1::Package& torch = *RealCatalog().FindPackage("torch");
  for (int i = 0; i < kMachines / 3; ++i) {
    const v1::Host host = AnyMachine();
    const v1::ListTagsResponse response = Ask(host);
    const std::set<int> unserved = UnservedGpus(torch, host, RealCatalog());
    for (const v1::JudgedBuild& judged : response.builds()) {
      if (judged.outcome() != v1::Verdict::COMPATIBLE || judged.tag() == "cpu") continue;
      v1::Build build;
      JudgeTag(torch, judged.version(), judged.tag(), host, {}, RealCatalog(), &build);
      for (int gpu = 0; gpu < host.gpus_size(); ++gpu) {
        if (unserved.contains(gpu) || host.gpus(gpu).outcome() != v1::Probe::OK) continue;
        EXPECT_TRUE(std::any_of(build.properties().begin(), build.properties().end(),
                                [&](const v1::Property& property) {
                                  return property.feature() == "sm_arch" &&
                                         IsCovered(host.gpus(gpu), property);
                                }))
            << judged.version() << judged.tag() << host.ShortDebugString() << seed_;
      }
    }
  }
}

TEST_F(JudgeProperties, WhatIsPrintedIsReadAsTheSame) {
  for (int i = 0; i < 2000; ++i) {
    std::string text = std::to_string(random_() % 5) + "!" + std::to_string(random_() % 30) + "." +
                       std::to_string(random_() % 30);
    for (const char* part : {"rc1", ".post2", ".dev3", "+cu126.1"}) {
      if (random_() % 2 == 0) text += part;
    }
    const Version version = ParseVersion(text).value();
    EXPECT_EQ(ToString(ParseVersion(ToString(version)).value()), ToString(version));
    const SpecifierSet set =
        ParseSpecifierSet(">=" + ToString(ParseVersion(PublicString(version)).value())).value();
    EXPECT_EQ(ToString(ParseSpecifierSet(ToString(set)).value()), ToString(set));
  }
}

}  // namespace
}  // namespace accel::compat
