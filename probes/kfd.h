// SPDX-License-Identifier: Apache-2.0
//
// AMD's compute topology in sysfs: one node per CPU socket and per GPU, or per partition of one.
// Promises nodes in KFD's order, which is ROCm's enumeration; a node that may not be read is
// counted and skipped, as ROCm does. Source: Linux drivers/gpu/drm/amd/amdkfd/kfd_topology.c;
// ROCR-Runtime libhsakmt topology.c.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probes/host.h"

namespace accel::probes {

inline constexpr std::string_view kKfdTopology = "/sys/class/kfd/kfd/topology";

struct KfdNode {
  std::string path;       // of its properties file
  std::string gfx;        // "gfx1100"; empty when gfx_target_version is none
  std::string pci_id;     // "1002:744c"
  std::string bus_id;     // "0000:03:00.0"
  int render_minor = -1;  // of /dev/dri/renderD<minor>; -1 = not said
  std::uint64_t memory_bytes = 0;
};

struct KfdScan {
  Seen seen = Seen::kAbsent;  // of the list of nodes
  std::vector<KfdNode> gpus;  // CPU nodes are left out
  int denied = 0;             // nodes this process may not read
  int malformed = 0;
};

// "gfx90a" for 90010: major, then minor and stepping as one hexadecimal digit each. Empty for 0 (a
// CPU) and for what cannot be.
std::string GfxOfTargetVersion(std::uint64_t version);

// A properties file ("key value" lines). nullopt for a CPU node (no simd_count), without
// `malformed`; with it set when the text is no properties file.
std::optional<KfdNode> ParseKfdNode(std::string_view text, bool& malformed);

KfdScan ScanKfd(const Sysroot& sysroot);

}  // namespace accel::probes
