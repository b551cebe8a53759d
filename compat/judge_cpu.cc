// SPDX-License-Identifier: Apache-2.0
//
// x86_64 :: level :: vN and x86_64 :: FLAG :: on (provider-variant-x86-64).
#include <algorithm>
#include <string>

#include "compat/rules.h"

namespace accel::compat {
namespace {

// "x86-64-v3" -> "v3".
std::string LevelOf(const v1::Cpu& cpu) {
  const std::size_t dash = cpu.level().rfind('-');
  return dash == std::string::npos ? "" : cpu.level().substr(dash + 1);
}

// Levels are nested: v3 runs what v1, v2 and v3 need. Single digits order as text.
bool Holds(const v1::Property& property, const v1::Cpu& cpu) {
  if (property.feature() == "level") {
    return std::any_of(
        property.values().begin(), property.values().end(),
        [&](const std::string& value) { return value.size() == 2 && value <= LevelOf(cpu); });
  }
  return std::find(cpu.flags().begin(), cpu.flags().end(), property.feature()) != cpu.flags().end();
}

}  // namespace

void JudgeX86(const Case& c, Findings& findings) {
  const v1::Cpu& cpu = c.host.cpu();
  for (const v1::Property& property : c.properties) {
    if (property.namespace_() != "x86_64") continue;
    const bool unknown = property.feature() == "level" ? cpu.level().empty() : cpu.flags().empty();
    const bool holds = Holds(property, cpu);
    findings.Add("x86_64." + property.feature(),
                 holds     ? v1::Verdict::COMPATIBLE
                 : unknown ? v1::Verdict::UNKNOWN
                           : v1::Verdict::INCOMPATIBLE,
                 [&](v1::Reason& reason) {
                   reason.set_fact(cpu.architecture() + " " + cpu.level());
                   reason.set_text("the build needs " + property.feature() + " " + Join(property));
                   reason.set_evidence("/proc/cpuinfo");
                 });
  }
}

}  // namespace accel::compat
