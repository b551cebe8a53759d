// SPDX-License-Identifier: Apache-2.0
//
// Which processor archspec would take this one for: the providers of x86_64 and aarch64 list what
// that kind has, not what the processor says. Promises archspec's choice, flag by flag. Never used
// to decide what runs: a kind may lack what the processor has.
// Source: archspec cpu/detect.py (Apache-2.0 or MIT), vendored in provider-variant-x86-64.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "accel/v1/host.pb.h"

namespace accel::compat {

struct Microarchitecture {
  std::string name;                    // "zen4", "x86_64_v3", "neoverse_n1", "aarch64"
  std::string vendor;                  // "AuthenticAMD", "0x41"; "generic" for nobody's
  std::string part;                    // of an ARM core: "0xd0c"
  std::vector<std::string> ancestors;  // parents first
  std::set<std::string> features;
};

// By vendor, part and flags; by the level alone where no flags are known. nullptr for a processor
// that is neither x86_64 nor aarch64.
const Microarchitecture* FindMicroarchitecture(const v1::Cpu& cpu);

// The generic kinds below it, best first, itself among them: "x86_64_v3", "x86_64_v2", "x86_64".
std::vector<std::string> GenericsOf(const Microarchitecture& kind);

}  // namespace accel::compat
