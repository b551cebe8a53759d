// SPDX-License-Identifier: Apache-2.0
#include "probes/intel.h"

#include <string>
#include <utility>

#include "compat/gpu_driver.h"
#include "compat/gpu_row.h"
#include "probes/access.h"
#include "probes/libraries.h"

namespace accel::probes {
namespace {

constexpr std::string_view kIntegratedSlot =
    "0000:00:02.0";  // where Intel puts a processor's own GPU

void Say(v1::Gpu& gpu, v1::Probe::Outcome outcome, const std::string& reason,
         const std::string& fix = "") {
  gpu.set_outcome(outcome);
  gpu.set_reason(reason);
  gpu.set_fix(fix);
}

// "/dev/dri/renderD128" of a PCI function; empty when its driver made none.
std::string RenderNode(const Sysroot& sysroot, const std::string& bus_id) {
  const std::string folder = std::string(kPciDevices) + "/" + bus_id + "/drm";
  for (const std::string& name : sysroot.List(folder).value) {
    if (name.starts_with("renderD") && name.size() < 16) return "/dev/dri/" + name;
  }
  return "";
}

void JudgeNode(const Sysroot& sysroot, const v1::Host& host, v1::Gpu& gpu) {
  const std::string node = RenderNode(sysroot, gpu.bus_id());
  if (node.empty() || gpu.outcome() != v1::Probe::OK) return;
  const Seen seen = sysroot.MayOpen(node);
  if (seen == Seen::kDenied) {
    Say(gpu, v1::Probe::DENIED, "this user may not open " + node, FixForDenied(sysroot, node));
  } else if (seen == Seen::kAbsent && InContainer(host)) {
    Say(gpu, v1::Probe::UNUSABLE, "this container has no " + node,
        "start the container with --device=/dev/dri");
  } else if (seen != Seen::kYes) {
    Say(gpu, v1::Probe::UNKNOWN, node + " is missing or cannot be looked at");
  }
}

// The loader alone finds nothing: the GPU's own library must be there as well.
void JudgeGpuLibrary(const FoundLibrary& library, v1::Gpu& gpu) {
  if (gpu.outcome() != v1::Probe::OK || !library.path.empty()) return;
  Say(gpu, v1::Probe::UNUSABLE, "Intel's compute runtime (libze_intel_gpu.so.1) is not installed",
      "install libze-intel-gpu1 or intel-level-zero-gpu (Intel's compute-runtime)");
}

}  // namespace

void ProbeIntel(const Sysroot& sysroot, const PciScan& pci, const compat::Catalog& catalog,
                v1::Host& host) {
  const std::vector<PciDisplay> displays = DisplaysOf(pci, "8086");
  v1::IntelDriver driver;
  FoundLibrary runtime;
  if (!displays.empty()) {
    driver.set_level_zero_loader(FindLibrary(sysroot, "libze_loader.so.1").path);
    runtime = FindLibrary(sysroot, "libze_intel_gpu.so.1");
  }
  int index = 0;
  for (const PciDisplay& display : displays) {
    v1::Gpu gpu = compat::GpuOfPci(v1::VENDOR_INTEL, display.device, catalog);
    gpu.set_bus_id(display.bus_id);
    gpu.set_kernel_driver(display.driver);
    if (gpu.device_ip().empty()) gpu.set_integrated(display.bus_id == kIntegratedSlot);
    compat::AssessIntel(driver, catalog, gpu);
    JudgeGpuLibrary(runtime, gpu);
    JudgeNode(sysroot, host, gpu);
    gpu.set_visible_index(index);
    const v1::IntelDevice* row = catalog.FindIntelDevice(display.device);
    if (row != nullptr && row->xpu()) ++index;
    if (driver.module().empty() && (display.driver == "i915" || display.driver == "xe")) {
      driver.set_module(display.driver);
      driver.set_evidence(std::string(kPciDevices) + "/" + display.bus_id + "/driver");
    }
    *host.add_gpus() = std::move(gpu);
  }
  if (!driver.module().empty() || !driver.level_zero_loader().empty())
    *host.mutable_intel() = driver;
  v1::Probe probe = compat::ProbeOfGpus(host, v1::VENDOR_INTEL, "intel");
  if (probe.outcome() == v1::Probe::ABSENT) ExplainNone(sysroot, pci, "Intel", probe);
  *host.add_probes() = std::move(probe);
}

}  // namespace accel::probes
