// SPDX-License-Identifier: Apache-2.0
//
// Driver floor AND device code. R580 is the first branch of CUDA 13 and the last for Maxwell,
// Pascal and Volta: either test alone picks builds that do not run.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "compat/cuda_driver.h"
#include "compat/device_code.h"
#include "compat/rules.h"
#include "compat/version.h"

namespace accel::compat {
namespace {

void SayDriver(const Case& c, const std::string& floor, v1::Verdict::Outcome outcome,
               v1::Verdict& verdict) {
  v1::Reason& reason = AddReason(verdict, "nvidia.driver_floor", outcome);
  reason.set_fact("driver " + c.host.nvidia().version());
  reason.set_evidence(c.host.nvidia().evidence());
  const std::string tag = c.build.tag().empty() ? "the build" : c.build.tag();
  if (outcome == v1::Verdict::COMPATIBLE) {
    reason.set_text(tag + " needs a driver >= " + floor);
  } else {
    reason.set_text(tag + " needs a driver >= " + floor + ", this machine has " +
                    c.host.nvidia().version());
    reason.set_fix("a driver >= " + floor);
  }
}

// The lowest driver that runs the build: by its tag, else by the CUDA version its property names.
std::string DriverFloor(const Case& c) {
  if (const v1::CudaTag* tag = c.catalog.FindCudaTag(c.build.tag())) {
    return c.host.nvidia().wsl() && !tag->windows_floor().empty() ? tag->windows_floor()
                                                                  : tag->driver_floor();
  }
  const v1::Property* bound = FindProperty(c.build, "nvidia", "cuda_version_lower_bound");
  if (bound == nullptr) return "";
  std::string lowest;
  for (const std::string& cuda : bound->values()) {
    const std::string floor = LowestDriverFor(cuda, c.catalog);
    if (!floor.empty() && (lowest.empty() || DriverAtLeast(lowest, floor))) lowest = floor;
  }
  return lowest;
}

bool JudgeDriver(const Case& c, v1::Verdict& verdict) {
  const std::string floor = DriverFloor(c);
  if (floor.empty()) return true;
  if (c.host.nvidia().version().empty()) {
    v1::Reason& reason = AddReason(verdict, "nvidia.driver_floor", v1::Verdict::UNKNOWN);
    reason.set_fact("driver version not known");
    reason.set_text("the build needs a driver >= " + floor);
    return false;
  }
  const bool holds = DriverAtLeast(c.host.nvidia().version(), floor);
  SayDriver(c, floor, holds ? v1::Verdict::COMPATIBLE : v1::Verdict::INCOMPATIBLE, verdict);
  return holds;
}

// Said, not hidden: a toolkit newer than the driver's own CUDA runs by minor-version compatibility.
void JudgeNative(const Case& c, v1::Verdict& verdict) {
  const v1::CudaTag* tag = c.catalog.FindCudaTag(c.build.tag());
  if (tag == nullptr || IsNative(*tag, c.host.nvidia().version())) return;
  verdict.set_degraded(true);
  v1::Reason& reason =
      AddReason(verdict, "nvidia.minor_version_compatibility", v1::Verdict::COMPATIBLE);
  reason.set_fact("driver " + c.host.nvidia().version());
  reason.set_text("older than CUDA " + tag->toolkit() + "'s own driver (" + tag->driver_native() +
                  "): runs by minor-version compatibility");
}

// PTX is compiled by the driver, which must know the toolkit's PTX.
bool DriverKnowsPtx(const Case& c) {
  const v1::CudaTag* tag = c.catalog.FindCudaTag(c.build.tag());
  return tag == nullptr || IsNative(*tag, c.host.nvidia().version());
}

bool RunsOn(const v1::Gpu& gpu, const v1::Property& code, bool ptx) {
  const std::optional<ComputeCapability> cc = ParseComputeCapability(gpu.compute_capability());
  if (!cc) return false;
  return std::any_of(code.values().begin(), code.values().end(), [&](const std::string& value) {
    const std::optional<DeviceTarget> target = ParseDeviceTarget(value);
    if (!target || (target->kind == DeviceTarget::Kind::kVirtual && !ptx)) return false;
    return Runs(*target, *cc);
  });
}

// SASS for 10.0 runs on 10.3 after a recompilation of minutes on first use (B300 with torch 2.9.1).
void JudgeColdStart(const Case& c, const GpuSelection& gpus, const v1::Property& code,
                    v1::Verdict& verdict) {
  for (const int i : gpus.usable) {
    if (c.host.gpus(i).compute_capability() != "10.3") continue;
    const bool own =
        std::find(code.values().begin(), code.values().end(), "103_real") != code.values().end();
    if (own) continue;
    verdict.set_degraded(true);
    v1::Reason& reason = AddReason(verdict, "nvidia.cold_start", v1::Verdict::COMPATIBLE);
    reason.set_fact(Describe(c.host.gpus(i)));
    reason.set_text("code for sm_100 is recompiled for sm_103 on first use, which takes minutes");
    reason.set_fix("CUDA_CACHE_MAXSIZE=4294967296 keeps the result");
    return;
  }
}

}  // namespace

void JudgeNvidia(const Case& c, v1::Verdict& verdict) {
  const std::optional<GpuSelection> gpus = RequireGpus(c, v1::VENDOR_NVIDIA, "nvidia", verdict);
  if (!gpus) return;
  const bool driver = JudgeDriver(c, verdict);
  if (const v1::Property* code = FindProperty(c.build, "nvidia", "sm_arch")) {
    const bool ptx = DriverKnowsPtx(c);
    RequireDeviceCode(c, *gpus, "nvidia.device_code", Join(*code), verdict,
                      [&](const v1::Gpu& gpu) { return RunsOn(gpu, *code, ptx); });
    if (driver) JudgeColdStart(c, *gpus, *code, verdict);
  }
  if (driver) JudgeNative(c, verdict);
}

}  // namespace accel::compat
