// SPDX-License-Identifier: Apache-2.0
//
// ROCm wheels bring their own user space: what counts is the exact code object and a kernel driver
// that the caller may open. No ROCm version is compared. No release wheel lists a generic target.
#include <algorithm>
#include <optional>

#include "compat/rules.h"

namespace accel::compat {

void JudgeAmd(const Case& c, Findings& findings) {
  const std::optional<GpuSelection> gpus = RequireGpus(c, v1::VENDOR_AMD, "amd", findings);
  if (!gpus) return;
  const v1::Property* code = FindProperty(c, "amd", "gfx_arch");
  if (code == nullptr) return;
  RequireDeviceCode(c, *gpus, "amd.gfx", *code, findings, [&](const v1::Gpu& gpu) {
    return std::find(code->values().begin(), code->values().end(), gpu.gfx()) !=
           code->values().end();
  });
}

}  // namespace accel::compat
