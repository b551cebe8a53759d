// SPDX-License-Identifier: Apache-2.0
//
// What the providers' lists are made of, one rule a test; tests/compat/differential has the rest.
#include "compat/reference_properties.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "machines.h"

namespace accel::compat {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

// "x86_64|level|v2|v1", of one namespace.
std::vector<std::string> Lists(const v1::Host& host, const std::string& ns,
                               const std::set<std::string>& providers = {}) {
  std::vector<std::string> lines;
  for (const v1::Property& property : ReferenceProperties(host, RealCatalog(), providers)) {
    if (property.namespace_() != ns) continue;
    lines.push_back(property.feature());
    for (const std::string& value : property.values()) lines.back() += "|" + value;
  }
  return lines;
}

v1::Host Processor(const std::string& architecture, const std::string& vendor,
                   std::initializer_list<const char*> flags) {
  v1::Host host;
  host.mutable_cpu()->set_architecture(architecture);
  host.mutable_cpu()->set_vendor(vendor);
  host.mutable_cpu()->mutable_flags()->Add(flags.begin(), flags.end());
  return host;
}

TEST(ReferencePropertiesTest, AProcessorHasWhatItsKindHas) {
  const auto bulldozer = {"abm", "aes",  "avx",    "cx16",   "fma4",  "gfni", "mmx",  "pclmulqdq",
                          "sse", "sse2", "sse4_1", "sse4_2", "sse4a", "xop",  "ssse3"};
  const std::vector<std::string> lists =
      Lists(Processor("x86_64", "AuthenticAMD", bulldozer), "x86_64");
  EXPECT_EQ(lists.front(), "level|v2|v1");
  EXPECT_THAT(lists, Contains("avx|on"));
  EXPECT_THAT(lists, Not(Contains("gfni|on")));
  EXPECT_THAT(Lists(Processor("x86_64", "GenuineIntel", bulldozer), "x86_64"),
              Not(Contains("sse4a|on")));
}

TEST(ReferencePropertiesTest, ADescribedLevelIsNobodysProcessor) {
  v1::Host host = Processor("x86_64", "", {});
  host.mutable_cpu()->set_level("x86-64-v3");
  EXPECT_EQ(Lists(host, "x86_64").front(), "level|v3|v2|v1");
  host.mutable_cpu()->set_level("x86-64-v1");
  EXPECT_THAT(Lists(host, "x86_64"), IsEmpty());
  host.mutable_cpu()->set_architecture("aarch64");
  host.mutable_cpu()->set_level("armv8.6-a");
  EXPECT_THAT(Lists(host, "aarch64"), ElementsAre("version|8.5a|8.4a|8.3a|8.2a|8.1a|8a"));
}

TEST(ReferencePropertiesTest, AmdIsListedByTheProviderThatIsAsked) {
  v1::Host host = Amd({"gfx90a", "gfx1030"});
  EXPECT_THAT(Lists(host, "amd"), IsEmpty());
  EXPECT_THAT(Lists(host, "amd", {"rocm-bootstrap"}), ElementsAre("gfx_arch|gfx90a|gfx1030"));
  host.mutable_amd()->set_rocm_version("6.4.1");
  EXPECT_THAT(Lists(host, "amd"), ElementsAre("gfx_arch|gfx1030|gfx90a", "rocm_version|6.4"));
}

TEST(ReferencePropertiesTest, ATargetThatRocmBootstrapDoesNotKnowHidesAll) {
  EXPECT_THAT(Lists(Amd({"gfx1100", "gfx1300"}), "amd", {"rocm-bootstrap"}), IsEmpty());
}

TEST(ReferencePropertiesTest, AnIntelGpuThatTheProviderDoesNotKnowIsLeftOut) {
  EXPECT_THAT(Lists(Intel("11.0.0"), "intel"), IsEmpty());
  EXPECT_THAT(Lists(Intel("12.57.0"), "intel"), ElementsAre("device_ip|12.57.0|12.55.8"));
}

TEST(ReferencePropertiesTest, ADriverBetweenTwoToolkitsSpeaksItsOwnCuda) {
  EXPECT_EQ(Lists(Nvidia({"8.9"}, "565.57.01"), "nvidia").front().substr(0, 33),
            "cuda_version_lower_bound|12.7|12.");
}

}  // namespace
}  // namespace accel::compat
