// SPDX-License-Identifier: Apache-2.0
#include "compat/gpu_driver.h"

#include <charconv>
#include <string_view>

namespace accel::compat {
namespace {

void Say(v1::Gpu& gpu, v1::Probe::Outcome outcome, const std::string& reason,
         const std::string& fix = "") {
  gpu.set_outcome(outcome);
  gpu.set_reason(reason);
  gpu.set_fix(fix);
}

std::string NameOf(const v1::Gpu& gpu) {
  if (!gpu.name().empty()) return gpu.name();
  return gpu.pci_id().empty() ? "this GPU" : "the GPU " + gpu.pci_id();
}

// 580 for "580.95.05"; 0 when it is no version.
unsigned BranchOf(std::string_view version) {
  unsigned branch = 0;
  const auto result = std::from_chars(version.data(), version.data() + version.size(), branch);
  return result.ec == std::errc() ? branch : 0;
}

// True when another driver than the vendor's own holds the GPU; then that is said.
bool SayForeignDriver(v1::Gpu& gpu, const std::string& own) {
  const std::string& module = gpu.kernel_driver();
  if (module == "vfio-pci") {
    Say(gpu, v1::Probe::UNUSABLE, NameOf(gpu) + " is set aside for a virtual machine (vfio-pci)",
        "bind it to " + own);
    return true;
  }
  if (module == "nouveau" || module.starts_with("nova")) {
    Say(gpu, v1::Probe::UNUSABLE,
        "the " + module + " driver holds " + NameOf(gpu) + ", and it offers no CUDA",
        "install NVIDIA's driver in its place");
    return true;
  }
  return false;
}

bool SayBranch(const v1::NvidiaDriver& driver, const Catalog& catalog, v1::Gpu& gpu) {
  const v1::NvidiaArch* arch = catalog.FindNvidiaArch(gpu.compute_capability());
  const unsigned branch = BranchOf(driver.version());
  if (arch == nullptr || branch == 0 || driver.wsl()) return false;
  const std::string has = "driver " + driver.version();
  if (arch->last_branch() != 0 && branch > arch->last_branch()) {
    const std::string last = "R" + std::to_string(arch->last_branch());
    Say(gpu, v1::Probe::UNUSABLE,
        has + " no longer supports " + NameOf(gpu) + ": " + last + " was the last branch that does",
        "install a driver of branch " + last);
    return true;
  }
  if (branch >= arch->first_branch()) return false;
  const std::string first = "R" + std::to_string(arch->first_branch());
  if (driver.device_nodes().empty() || gpu.kernel_driver().empty()) {
    Say(gpu, v1::Probe::UNUSABLE,
        has + " is older than " + NameOf(gpu) + ", which needs branch " + first,
        "install a driver of branch " + first + " or newer");
  } else {
    Say(gpu, v1::Probe::UNKNOWN,
        has + " runs " + NameOf(gpu) + " although the catalogue says it needs branch " + first);
  }
  return true;
}

bool SayMismatch(const v1::NvidiaDriver& driver, v1::Gpu& gpu) {
  if (driver.user_space_version().empty() || driver.version().empty()) return false;
  if (driver.user_space_version() == driver.version()) return false;
  Say(gpu, v1::Probe::UNUSABLE,
      "needs reboot: the kernel module is " + driver.version() + ", libcuda is " +
          driver.user_space_version() + " (" + driver.libcuda_path() + ")",
      "reboot, so that the new kernel module is loaded");
  return true;
}

bool SayNoModule(const v1::NvidiaDriver& driver, v1::Gpu& gpu) {
  if (driver.wsl()) return false;
  if (gpu.kernel_driver().empty()) {
    Say(gpu, v1::Probe::UNUSABLE, "no kernel driver holds " + NameOf(gpu),
        driver.version().empty() ? "install NVIDIA's driver" : "look at dmesg for NVRM messages");
    return true;
  }
  if (gpu.tegra() || !driver.version().empty()) return false;
  Say(gpu, v1::Probe::UNKNOWN, "the version of the NVIDIA driver could not be read");
  return true;
}

}  // namespace

void AssessNvidia(const v1::NvidiaDriver& driver, const Catalog& catalog, v1::Gpu& gpu) {
  if (SayForeignDriver(gpu, "the nvidia driver")) return;
  if (SayMismatch(driver, gpu) || SayBranch(driver, catalog, gpu)) return;
  if (SayNoModule(driver, gpu)) return;
  if (gpu.compute_capability().empty()) {
    return Say(gpu, v1::Probe::UNKNOWN,
               "the catalogue does not know the compute capability of " + NameOf(gpu),
               "take a newer catalogue");
  }
  Say(gpu, v1::Probe::OK, "");
}

void AssessAmd(const v1::AmdDriver& driver, v1::Gpu& gpu) {
  if (SayForeignDriver(gpu, "the amdgpu driver")) return;
  if (gpu.kernel_driver() != "amdgpu") {
    const std::string holder = gpu.kernel_driver().empty()
                                   ? "no kernel driver holds " + NameOf(gpu)
                                   : "the " + gpu.kernel_driver() + " driver holds " + NameOf(gpu);
    return Say(gpu, v1::Probe::UNUSABLE, holder + "; ROCm needs amdgpu", "load amdgpu");
  }
  if (!driver.kfd()) {
    return Say(gpu, v1::Probe::UNUSABLE, "the kernel offers no compute interface (amdkfd)",
               "use a kernel with CONFIG_HSA_AMD, or AMD's DKMS driver");
  }
  if (gpu.gfx().empty()) {
    return Say(gpu, v1::Probe::UNKNOWN, "the gfx target of " + NameOf(gpu) + " is not known",
               "take a newer catalogue");
  }
  Say(gpu, v1::Probe::OK, "");
}

void AssessIntel(const v1::IntelDriver& driver, const Catalog& catalog, v1::Gpu& gpu) {
  const std::string device = gpu.pci_id().substr(gpu.pci_id().find(':') + 1);
  const v1::IntelDevice* row = catalog.FindIntelDevice(device);
  if (row == nullptr) {
    return Say(gpu, v1::Probe::UNUSABLE,
               NameOf(gpu) + " is not among the Intel GPUs that PyTorch's XPU builds support");
  }
  if (!row->xpu()) {
    return Say(gpu, v1::Probe::UNUSABLE,
               NameOf(gpu) + " is a display device that PyTorch's XPU builds do not support");
  }
  if (SayForeignDriver(gpu, "i915 or xe")) return;
  if (gpu.kernel_driver() != "i915" && gpu.kernel_driver() != "xe") {
    return Say(gpu, v1::Probe::UNUSABLE, "neither i915 nor xe holds " + NameOf(gpu),
               "use a kernel whose i915 or xe driver knows this GPU");
  }
  if (driver.level_zero_loader().empty()) {
    return Say(gpu, v1::Probe::UNUSABLE,
               "the Level Zero loader (libze_loader.so.1) is not installed",
               "install libze1 (Debian, Ubuntu) or oneapi-level-zero (Fedora)");
  }
  Say(gpu, v1::Probe::OK, "");
}

v1::Probe ProbeOfGpus(const v1::Host& host, v1::Vendor vendor, const std::string& name) {
  v1::Probe probe;
  probe.set_name(name);
  probe.set_outcome(v1::Probe::ABSENT);
  for (const v1::Gpu& gpu : host.gpus()) {
    if (gpu.vendor() != vendor) continue;
    const bool ok = gpu.outcome() == v1::Probe::OK;
    if (!ok && probe.outcome() != v1::Probe::ABSENT) continue;
    probe.set_outcome(gpu.outcome());
    probe.set_evidence(gpu.evidence());
    probe.set_reason(gpu.reason());
    probe.set_fix(gpu.fix());
    if (ok) break;
  }
  return probe;
}

}  // namespace accel::compat
