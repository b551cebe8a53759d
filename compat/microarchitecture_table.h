// SPDX-License-Identifier: Apache-2.0
//
// The processors that archspec knows, as data: what kind follows from what other, who makes it, and
// which flags of /proc/cpuinfo it needs. Promises archspec's own order, which breaks ties.
// Source: archspec-json cpu/microarchitectures.json (Apache-2.0 or MIT), as provider-variant-x86-64
// and provider-variant-aarch64 0.0.1.post2 carry it; ARM vendors by the kernel's number.
#pragma once

#include <span>
#include <string_view>

namespace accel::compat {

struct MicroarchitectureRow {
  std::string_view name;
  std::string_view parents;  // separated by blanks, and so are `adds` and `drops`
  std::string_view vendor;   // "generic" for nobody's
  std::string_view part;     // of an ARM core; empty = not said
  std::string_view adds;     // beyond what its parents need
  std::string_view drops;    // that a parent needs and this does not
};

// Parents stand before their children.
std::span<const MicroarchitectureRow> MicroarchitectureRows();

}  // namespace accel::compat
