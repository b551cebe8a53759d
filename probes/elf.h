// SPDX-License-Identifier: Apache-2.0
//
// The little of an ELF file that tells a C library: interpreter, defined versions.
// Promises bounded reads and work on hostile bytes: an error, never a crash. 64-bit little-endian
// only, which is every machine that wheels of PyTorch exist for. Never loads or runs the file.
// Source: System V ABI (ELF-64 object file format), Linux Standard Base 5 §10.7 (symbol
// versioning).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compat/status.h"
#include "probes/host.h"

namespace accel::probes {

struct ElfFacts {
  std::uint16_t machine = 0;  // e_machine: 62 x86-64, 183 aarch64
  std::string interpreter;    // PT_INTERP: "/lib64/ld-linux-x86-64.so.2"; empty for a library
  std::vector<std::string> defined_versions;  // "GLIBC_2.36"; the file's own name is not among them
};

// FAILED_PRECONDITION when it is no such ELF file or contradicts itself, NOT_FOUND when it cannot
// be read.
absl::StatusOr<ElfFacts> ReadElf(const Sysroot& sysroot, const std::string& path);

// The same over bytes that are already here.
absl::StatusOr<ElfFacts> ParseElf(std::string_view bytes);

// The highest PREFIX_N.M… among `versions` with numbers only, without the prefix: "2.36" for
// "GLIBC_"; empty when none. Names such as GLIBC_PRIVATE are skipped.
std::string HighestVersion(const std::vector<std::string>& versions, std::string_view prefix);

}  // namespace accel::probes
