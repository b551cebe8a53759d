// SPDX-License-Identifier: Apache-2.0
//
// Intel: a display device is an XPU only if the table says so, i915 or xe drives it, and the Level Zero loader is there.
#include <string>

#include "probes/probe.h"

namespace accel::probes {
namespace {

void Mark(v1::Gpu& gpu, const std::string& reason, const std::string& fix) {
  gpu.set_outcome(v1::Probe::UNUSABLE);
  gpu.set_reason(reason);
  gpu.set_fix(fix);
}

void Judge(const v1::IntelDevice* device, const std::string& loader, v1::Gpu& gpu) {
  if (device == nullptr || !device->xpu()) return Mark(gpu, "no XPU build supports this display device", "");
  if (gpu.kernel_driver() != "i915" && gpu.kernel_driver() != "xe") {
    return Mark(gpu, gpu.kernel_driver().empty() ? "no kernel driver is bound to it" : gpu.kernel_driver() + " is bound to it",
                "load i915 or xe");
  }
  if (loader.empty()) return Mark(gpu, "libze_loader.so.1 is not installed", "install libze1 and Intel's compute runtime");
  gpu.set_outcome(v1::Probe::OK);
}

}  // namespace

void ProbeIntel(const Look& look, v1::Host& host) {
  const std::string loader = FindLibrary(look.sysroot, "libze_loader.so.1");
  int index = 0;
  for (const PciFunction& function : look.displays.functions) {
    if (function.vendor != "8086") continue;
    const v1::IntelDevice* device = look.catalog.FindIntelDevice(function.device);
    v1::Gpu& gpu = *host.add_gpus();
    gpu.set_vendor(v1::VENDOR_INTEL);
    gpu.set_pci_id("8086:" + function.device);
    gpu.set_bus_id(function.bus_id);
    gpu.set_kernel_driver(function.driver);
    gpu.set_evidence("/sys/bus/pci/devices/" + function.bus_id);
    gpu.set_visible_index(index++);
    if (device != nullptr) {
      gpu.set_name(device->name());
      gpu.set_device_ip(device->device_ip());
    }
    Judge(device, loader, gpu);
    host.mutable_intel()->set_module(function.driver);
    host.mutable_intel()->set_level_zero_loader(loader);
    host.mutable_intel()->set_evidence(gpu.evidence());
  }
  const bool proven = !look.displays.partly && look.displays.seen != Seen::kDenied && look.displays.seen != Seen::kFailed;
  AddOutcome(host, "intel", index > 0 ? v1::Probe::OK : proven ? v1::Probe::ABSENT : v1::Probe::UNKNOWN, "/sys/bus/pci/devices",
             index > 0 || proven ? "" : "the PCI list could not be read");
}

}  // namespace accel::probes
