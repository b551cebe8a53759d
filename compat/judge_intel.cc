// SPDX-License-Identifier: Apache-2.0
//
// An Intel display device is no XPU: its IP version, or the base it is compatible with, must be one
// the build was made for. Source: wheelnext intel-variant-provider (compatible bases),
// intel/compute-runtime (device IPs).
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "compat/rules.h"

namespace accel::compat {

void JudgeIntel(const Case& c, Findings& findings) {
  const std::optional<GpuSelection> gpus = RequireGpus(c, v1::VENDOR_INTEL, "intel", findings);
  if (!gpus) return;
  const v1::Property* code = FindProperty(c, "intel", "device_ip");
  if (code == nullptr) return;
  RequireDeviceCode(c, *gpus, "intel.device_ip", *code, findings, [&](const v1::Gpu& gpu) {
    const std::vector<std::string> ips = c.catalog.IntelCompatibleIps(gpu.device_ip());
    return std::any_of(code->values().begin(), code->values().end(), [&](const std::string& value) {
      return std::find(ips.begin(), ips.end(), value) != ips.end();
    });
  });
}

}  // namespace accel::compat
