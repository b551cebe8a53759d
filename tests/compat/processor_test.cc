// SPDX-License-Identifier: Apache-2.0
//
// Processors by our own rules: what the safe form lists is what the judge accepts.
#include "compat/processor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compat/judge.h"
#include "compat/properties.h"
#include "machines.h"

namespace accel::compat {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Host Machine(const std::string& architecture, const std::string& level,
                 std::initializer_list<const char*> flags) {
  v1::Host host;
  host.mutable_cpu()->set_architecture(architecture);
  host.mutable_cpu()->set_level(level);
  host.mutable_cpu()->mutable_flags()->Add(flags.begin(), flags.end());
  return host;
}

v1::Verdict::Outcome OutcomeOf(const std::string& ns, const std::string& feature,
                               const std::string& value, const v1::Host& host) {
  v1::Build build;
  v1::Property& property = *build.add_properties();
  property.set_namespace_(ns);
  property.set_feature(feature);
  property.add_values(value);
  return Judge(build, host, {}, RealCatalog()).outcome();
}

TEST(ProcessorTest, ALevelIncludesThoseBelow) {
  EXPECT_THAT(LevelsOf(Machine("x86_64", "x86-64-v3", {}).cpu(), "x86_64"),
              ElementsAre("v3", "v2", "v1"));
  EXPECT_THAT(LevelsOf(Machine("aarch64", "armv8.2-a", {}).cpu(), "aarch64"),
              ElementsAre("8.2a", "8.1a", "8a"));
  EXPECT_THAT(LevelsOf(Machine("aarch64", "armv9.0-a", {}).cpu(), "aarch64"),
              ElementsAre("9.0a", "8.5a", "8.4a", "8.3a", "8.2a", "8.1a", "8a"));
  EXPECT_THAT(LevelsOf(Machine("aarch64", "armv8.2-a", {}).cpu(), "x86_64"), IsEmpty());
}

TEST(ProcessorTest, WhatIsListedIsAccepted) {
  for (const v1::Host& host : {Machine("x86_64", "x86-64-v2", {"pni", "ssse3", "avx"}),
                               Machine("aarch64", "armv8.2-a", {"asimd", "sve", "bf16"})}) {
    const std::vector<v1::Property> listed = HostProperties(host, {}, RealCatalog());
    EXPECT_EQ(listed.size(), 4u);
    for (const v1::Property& property : listed) {
      for (const std::string& value : property.values()) {
        EXPECT_EQ(OutcomeOf(property.namespace_(), property.feature(), value, host),
                  v1::Verdict::COMPATIBLE)
            << property.feature() << " " << value;
      }
    }
  }
}

TEST(ProcessorTest, WhatItLacksAndWhatIsNotKnownAreTwoThings) {
  const v1::Host arm = Machine("aarch64", "armv8.2-a", {"asimd"});
  EXPECT_EQ(OutcomeOf("aarch64", "version", "8.3a", arm), v1::Verdict::INCOMPATIBLE);
  EXPECT_EQ(OutcomeOf("aarch64", "sve", "on", arm), v1::Verdict::INCOMPATIBLE);
  EXPECT_EQ(OutcomeOf("x86_64", "level", "v1", arm), v1::Verdict::INCOMPATIBLE);
  const v1::Host described = Machine("aarch64", "armv8.2-a", {});
  EXPECT_EQ(OutcomeOf("aarch64", "sve", "on", described), v1::Verdict::UNKNOWN);
  EXPECT_EQ(OutcomeOf("x86_64", "avx2", "on", described), v1::Verdict::INCOMPATIBLE);
}

}  // namespace
}  // namespace accel::compat
