// SPDX-License-Identifier: Apache-2.0
#include "probes/tegra.h"

#include <algorithm>

#include "probes/text.h"

namespace accel::probes {
namespace {

// "tegra234" among NUL-separated strings like "nvidia,p3701-0000", "nvidia,tegra234".
std::string ChipOf(std::string_view compatible) {
  constexpr std::string_view kPrefix = "nvidia,tegra";
  while (!compatible.empty()) {
    const std::size_t end = std::min(compatible.find('\0'), compatible.size());
    const std::string_view entry = Trim(compatible.substr(0, end));
    if (entry.starts_with(kPrefix)) return Cleaned(entry.substr(entry.find(',') + 1), 32);
    compatible.remove_prefix(std::min(end + 1, compatible.size()));
  }
  return "";
}

bool ReadChip(const Sysroot& sysroot, TegraScan& scan) {
  for (const char* path :
       {"/proc/device-tree/compatible", "/sys/firmware/devicetree/base/compatible"}) {
    scan.chip = ChipOf(sysroot.Read(path, 4096).value);
    if (scan.chip.empty()) continue;
    scan.evidence = path;
    return true;
  }
  return false;
}

}  // namespace

TegraScan ScanTegra(const Sysroot& sysroot) {
  TegraScan scan;
  const Reading<std::string> release = sysroot.Read("/etc/nv_tegra_release", 4096);
  if (release.ok()) {
    scan.tegra = true;
    scan.evidence = "/etc/nv_tegra_release";
    scan.release = Cleaned(FirstLine(release.value));
  }
  const std::string family = sysroot.Read("/sys/devices/soc0/family", 256).value;
  if (ContainsIgnoringCase(FirstLine(family).substr(0, 5), "tegra")) {
    scan.tegra = true;
    scan.evidence = "/sys/devices/soc0/family";
  }
  if (scan.tegra) ReadChip(sysroot, scan);
  return scan;
}

}  // namespace accel::probes
