// SPDX-License-Identifier: Apache-2.0
//
// x86_64 :: level :: vN and x86_64 :: FLAG :: on (provider-variant-x86-64); aarch64 :: version
// :: 8.Na and aarch64 :: FLAG :: on (provider-variant-aarch64).
#include <algorithm>
#include <string>
#include <vector>

#include "compat/processor.h"
#include "compat/rules.h"

namespace accel::compat {
namespace {

// Levels are nested: v3 runs what v1, v2 and v3 need.
bool Holds(const v1::Property& property, const v1::Cpu& cpu) {
  const std::string& ns = property.namespace_();
  if (property.feature() != LevelFeature(ns)) return HasFeature(cpu, ns, property.feature());
  const std::vector<std::string> levels = LevelsOf(cpu, ns);
  return std::find_first_of(levels.begin(), levels.end(), property.values().begin(),
                            property.values().end()) != levels.end();
}

// A processor of another architecture is known well enough.
bool IsUnknown(const v1::Property& property, const v1::Cpu& cpu) {
  const std::string& ns = property.namespace_();
  if (!cpu.architecture().empty() && cpu.architecture() != ns) return false;
  return property.feature() == LevelFeature(ns) ? cpu.level().empty() : cpu.flags().empty();
}

}  // namespace

void JudgeProcessor(const Case& c, Findings& findings) {
  const v1::Cpu& cpu = c.host.cpu();
  for (const v1::Property& property : c.properties) {
    if (!IsOfProcessor(property.namespace_())) continue;
    findings.Add(property.namespace_() + "." + property.feature(),
                 Holds(property, cpu)       ? v1::Verdict::COMPATIBLE
                 : IsUnknown(property, cpu) ? v1::Verdict::UNKNOWN
                                            : v1::Verdict::INCOMPATIBLE,
                 [&](v1::Reason& reason) {
                   reason.set_fact(cpu.architecture() + " " + cpu.level());
                   reason.set_text("the build needs " + property.feature() + " " + Join(property));
                   reason.set_evidence("/proc/cpuinfo");
                 });
  }
}

}  // namespace accel::compat
