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

// The tag that tells which drivers do; nullptr where none names the build.
struct NvidiaCase : Case {
  explicit NvidiaCase(const Case& c) : Case(c), cuda_tag(c.catalog.FindCudaTag(c.tag)) {}
  const v1::CudaTag* cuda_tag;
};

void SayDriver(const Case& c, const std::string& floor, bool holds, v1::Reason& reason) {
  const std::string& driver = c.host.nvidia().version();
  const std::string build = c.tag.empty() ? "the build" : std::string(c.tag);
  reason.set_fact("driver " + driver);
  reason.set_evidence(c.host.nvidia().evidence());
  reason.set_text(build + " needs a driver >= " + floor +
                  (holds ? "" : ", this machine has " + driver));
  if (!holds) reason.set_fix("a driver >= " + floor);
}

// The lowest driver that runs the build: by its tag, else by the CUDA version its property names.
std::string DriverFloor(const NvidiaCase& c) {
  if (const v1::CudaTag* tag = c.cuda_tag) {
    return c.host.nvidia().wsl() && !tag->windows_floor().empty() ? tag->windows_floor()
                                                                  : tag->driver_floor();
  }
  const v1::Property* bound = FindProperty(c, "nvidia", "cuda_version_lower_bound");
  if (bound == nullptr) return "";
  std::string lowest;
  for (const std::string& cuda : bound->values()) {
    const std::string floor = LowestDriverFor(cuda, c.catalog);
    if (!floor.empty() && (lowest.empty() || DriverAtLeast(lowest, floor))) lowest = floor;
  }
  return lowest;
}

bool JudgeDriver(const NvidiaCase& c, Findings& findings) {
  constexpr std::string_view kRule = "nvidia.driver_floor";
  const std::string floor = DriverFloor(c);
  if (floor.empty()) return true;
  if (c.host.nvidia().version().empty()) {
    findings.Add(kRule, v1::Verdict::UNKNOWN, [&](v1::Reason& reason) {
      reason.set_fact("driver version not known");
      reason.set_text("the build needs a driver >= " + floor);
    });
    return false;
  }
  const bool holds = DriverAtLeast(c.host.nvidia().version(), floor);
  findings.Add(kRule, holds ? v1::Verdict::COMPATIBLE : v1::Verdict::INCOMPATIBLE,
               [&](v1::Reason& reason) { SayDriver(c, floor, holds, reason); });
  return holds;
}

bool RunsNatively(const NvidiaCase& c) {
  return c.cuda_tag == nullptr || IsNative(*c.cuda_tag, c.host.nvidia().version());
}

// Said, not hidden: a toolkit newer than the driver's own CUDA runs by minor-version compatibility.
void JudgeNative(const NvidiaCase& c, Findings& findings) {
  if (RunsNatively(c)) return;
  findings.Degrade();
  findings.Add(
      "nvidia.minor_version_compatibility", v1::Verdict::COMPATIBLE, [&](v1::Reason& reason) {
        reason.set_fact("driver " + c.host.nvidia().version());
        reason.set_text("older than CUDA " + c.cuda_tag->toolkit() + "'s own driver (" +
                        c.cuda_tag->driver_native() + "): runs by minor-version compatibility");
      });
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
                    Findings& findings) {
  for (const int i : gpus.usable) {
    if (c.host.gpus(i).compute_capability() != "10.3") continue;
    const bool own =
        std::find(code.values().begin(), code.values().end(), "103_real") != code.values().end();
    if (own) continue;
    findings.Degrade();
    findings.Add("nvidia.cold_start", v1::Verdict::COMPATIBLE, [&](v1::Reason& reason) {
      reason.set_fact(Describe(c.host.gpus(i)));
      reason.set_text("code for sm_100 is recompiled for sm_103 on first use, which takes minutes");
      reason.set_fix("CUDA_CACHE_MAXSIZE=4294967296 keeps the result");
    });
    return;
  }
}

}  // namespace

void JudgeNvidia(const Case& any, Findings& findings) {
  const std::optional<GpuSelection> gpus = RequireGpus(any, v1::VENDOR_NVIDIA, "nvidia", findings);
  if (!gpus) return;
  const NvidiaCase c(any);
  const bool driver = JudgeDriver(c, findings);
  if (const v1::Property* code = FindProperty(c, "nvidia", "sm_arch")) {
    // PTX is compiled by the driver, which must know the toolkit's PTX.
    const bool ptx = RunsNatively(c);
    RequireDeviceCode(c, *gpus, "nvidia.device_code", *code, findings,
                      [&](const v1::Gpu& gpu) { return RunsOn(gpu, *code, ptx); });
    if (driver) JudgeColdStart(c, *gpus, *code, findings);
  }
  if (driver) JudgeNative(c, findings);
}

}  // namespace accel::compat
