// SPDX-License-Identifier: Apache-2.0
//
// NVIDIA without a library: module version, PCI list, device nodes, link target of libcuda, WSL and Tegra marks.
#include <algorithm>
#include <string>

#include "compat/cuda_driver.h"
#include "compat/device_code.h"
#include "probes/probe.h"

namespace accel::probes {
namespace {

constexpr char kModuleVersion[] = "/sys/module/nvidia/version";
constexpr char kProcVersion[] = "/proc/driver/nvidia/version";

// "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build": the field after two blanks.
std::string VersionField(const std::string& text) {
  const std::string line = text.substr(0, text.find('\n'));
  const std::size_t gap = line.find("  ");
  const std::size_t begin = gap == std::string::npos ? gap : line.find_first_not_of(' ', gap);
  if (begin == std::string::npos) return "";
  const std::string field = line.substr(begin, line.find(' ', begin) - begin);
  return field.find_first_not_of("0123456789.") == std::string::npos ? field : "";
}

bool IsVersion(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
}

void ReadModule(const Look& look, v1::NvidiaDriver& driver) {
  const std::string proc = ReadTrimmed(look.sysroot, kProcVersion);
  if (!proc.empty()) driver.set_module_flavor(proc.find("Open Kernel Module") != std::string::npos ? "open" : "proprietary");
  const std::string version = ReadTrimmed(look.sysroot, kModuleVersion);
  if (IsVersion(version)) {
    driver.set_version(version);
    driver.set_evidence(kModuleVersion);
  } else if (const std::string field = VersionField(proc); !field.empty()) {
    driver.set_version(field);
    driver.set_evidence(kProcVersion);
  }
}

// libcuda.so.1 -> libcuda.so.580.95.05: the user-space version, without loading it.
void ReadLibrary(const Look& look, v1::NvidiaDriver& driver) {
  const std::string library = FindLibrary(look.sysroot, "libcuda.so.1");
  if (library.empty()) return;
  driver.set_libcuda_path(library);
  const Reading<std::string> target = look.sysroot.Resolve(library);
  const std::string name = target.ok() ? target.value.substr(target.value.rfind('/') + 1) : "";
  const std::string version = name.starts_with("libcuda.so.") ? name.substr(11) : "";
  if (IsVersion(version) && version.find('.') != std::string::npos) driver.set_user_space_version(version);
}

void ReadNodes(const Look& look, v1::NvidiaDriver& driver) {
  const Reading<std::vector<std::string>> nodes = look.sysroot.List("/dev");
  for (const std::string& name : nodes.value) {
    if (name.starts_with("nvidia") && look.sysroot.Stat("/dev/" + name).value.kind == FileIdentity::Kind::kDevice) {
      driver.add_device_nodes("/dev/" + name);
    }
  }
}

std::string BranchOf(const std::string& version) { return version.substr(0, version.find('.')); }

void Mark(v1::Gpu& gpu, v1::Probe::Outcome outcome, const std::string& reason, const std::string& fix) {
  gpu.set_outcome(outcome);
  gpu.set_reason(reason);
  gpu.set_fix(fix);
}

// The driver's branch against the GPU: too new (support was dropped), or too old to know it (facts that contradict).
bool JudgeBranch(const v1::Host& host, const compat::Catalog& catalog, v1::Gpu& gpu) {
  const v1::NvidiaArch* arch = catalog.FindNvidiaArch(gpu.compute_capability());
  const std::string& version = host.nvidia().version();
  if (arch == nullptr || version.empty()) return true;
  const std::string branch = BranchOf(version);
  if (arch->last_branch() != 0 && !compat::DriverAtLeast(std::to_string(arch->last_branch()), branch)) {
    const std::string last = std::to_string(arch->last_branch());
    Mark(gpu, v1::Probe::UNUSABLE, "driver " + version + " no longer supports this GPU: R" + last + " is its last branch",
         "install a driver of branch R" + last);
    return false;
  }
  if (arch->first_branch() != 0 && !compat::DriverAtLeast(branch, std::to_string(arch->first_branch()))) {
    Mark(gpu, v1::Probe::UNKNOWN, "the facts contradict each other: driver " + version + " is older than this GPU, which needs R" +
                                      std::to_string(arch->first_branch()), "check both with nvidia-smi");
    return false;
  }
  return true;
}

void JudgeUsable(const v1::Host& host, const compat::Catalog& catalog, v1::Gpu& gpu) {
  const v1::NvidiaDriver& driver = host.nvidia();
  if (gpu.kernel_driver() != "nvidia") {
    const std::string bound = gpu.kernel_driver().empty() ? "no kernel driver is bound to it" : gpu.kernel_driver() + " is bound to it, not the NVIDIA driver";
    return Mark(gpu, v1::Probe::UNUSABLE, bound, "install the NVIDIA driver");
  }
  if (driver.version().empty()) {
    return Mark(gpu, v1::Probe::UNKNOWN, "the version of the NVIDIA driver could not be read", "");
  }
  if (!JudgeBranch(host, catalog, gpu)) return;
  if (!driver.user_space_version().empty() && !compat::DriverAtLeast(driver.user_space_version(), driver.version())) {
    return Mark(gpu, v1::Probe::UNUSABLE, "libcuda is " + driver.user_space_version() + " but the kernel module is " + driver.version(), "reboot");
  }
  if (!driver.user_space_version().empty() && !compat::DriverAtLeast(driver.version(), driver.user_space_version())) {
    return Mark(gpu, v1::Probe::UNUSABLE, "libcuda was upgraded to " + driver.user_space_version() + " but the kernel module is still " +
                                              driver.version(), "reboot");
  }
  if (gpu.compute_capability().empty()) {
    return Mark(gpu, v1::Probe::UNKNOWN, "the tables do not know this GPU, so its architecture is not known", "update the catalogue");
  }
  gpu.set_outcome(v1::Probe::OK);
}

void AddPciGpus(const Look& look, v1::Host& host) {
  int index = 0;
  for (const PciFunction& function : look.displays.functions) {
    if (function.vendor != "10de") continue;
    v1::Gpu& gpu = *host.add_gpus();
    gpu.set_vendor(v1::VENDOR_NVIDIA);
    gpu.set_pci_id("10de:" + function.device);
    gpu.set_bus_id(function.bus_id);
    gpu.set_kernel_driver(function.driver);
    gpu.set_evidence("/sys/bus/pci/devices/" + function.bus_id);
    gpu.set_visible_index(index++);
    if (const v1::NvidiaDevice* device = look.catalog.FindNvidiaDevice(function.device)) {
      gpu.set_name("NVIDIA " + device->name());
      gpu.set_compute_capability(device->compute_capability());
    } else {
      gpu.set_compute_capability(look.catalog.NvidiaCapabilityByRange(function.device));
    }
    JudgeUsable(host, look.catalog, gpu);
  }
}

// Tegra has no PCI function before Thor; the device tree says which chip it is.
void AddTegra(const Look& look, v1::Host& host) {
  const std::string tree = look.sysroot.Read("/proc/device-tree/compatible").value;
  const std::string family = ReadTrimmed(look.sysroot, "/sys/devices/soc0/family");
  const bool release = look.sysroot.Stat("/etc/nv_tegra_release").ok();
  if (!release && !family.starts_with("tegra") && !family.starts_with("Tegra")) return;
  v1::Gpu& gpu = *host.add_gpus();
  gpu.set_vendor(v1::VENDOR_NVIDIA);
  gpu.set_tegra(true);
  gpu.set_integrated(true);
  gpu.set_name("NVIDIA Tegra");
  gpu.set_evidence("/proc/device-tree/compatible");
  for (const auto& [chip, capability] : {std::pair("tegra264", "11.0"), std::pair("tegra234", "8.7"), std::pair("tegra194", "7.2"),
                                         std::pair("tegra186", "6.2"), std::pair("tegra210", "5.3")}) {
    if (tree.find(chip) != std::string::npos) gpu.set_compute_capability(capability);
  }
  if (gpu.compute_capability().empty()) return Mark(gpu, v1::Probe::UNKNOWN, "which Tegra chip this is could not be read", "");
  if (host.nvidia().version().empty()) return Mark(gpu, v1::Probe::UNKNOWN, "the version of the driver could not be read without its library", "");
  gpu.set_outcome(v1::Probe::OK);
}

void AddWsl(v1::Host& host) {
  v1::Gpu& gpu = *host.add_gpus();
  gpu.set_vendor(v1::VENDOR_NVIDIA);
  gpu.set_evidence("/usr/lib/wsl/lib/libcuda.so.1");
  Mark(gpu, v1::Probe::UNKNOWN, "under WSL the GPU and its driver are known to the driver library alone", "describe it with --host");
}

}  // namespace

void ProbeNvidia(const Look& look, v1::Host& host) {
  v1::NvidiaDriver driver;
  ReadModule(look, driver);
  ReadLibrary(look, driver);
  ReadNodes(look, driver);
  driver.set_wsl(look.sysroot.Stat("/dev/dxg").ok() && look.sysroot.Stat("/usr/lib/wsl/lib/libcuda.so.1").ok());
  const bool any = !driver.version().empty() || !driver.libcuda_path().empty() || driver.device_nodes_size() > 0 || driver.wsl();
  if (any) *host.mutable_nvidia() = driver;
  const int before = host.gpus_size();
  AddPciGpus(look, host);
  if (host.gpus_size() == before) AddTegra(look, host);
  if (host.gpus_size() == before && driver.wsl()) AddWsl(host);
  if (host.gpus_size() > before) {
    AddOutcome(host, "nvidia", v1::Probe::OK, driver.evidence());
  } else if (!driver.version().empty()) {
    AddOutcome(host, "nvidia", v1::Probe::UNKNOWN, driver.evidence(), "the NVIDIA driver is loaded but no GPU was found on the PCI bus",
               "check with nvidia-smi");
  } else if (look.displays.seen == Seen::kYes || look.displays.seen == Seen::kAbsent) {
    AddOutcome(host, "nvidia", look.displays.partly ? v1::Probe::UNKNOWN : v1::Probe::ABSENT, "/sys/bus/pci/devices",
               look.displays.partly ? "a PCI function could not be read" : "");
  } else {
    AddOutcome(host, "nvidia", v1::Probe::UNKNOWN, "/sys/bus/pci/devices", "the PCI list could not be read");
  }
}

}  // namespace accel::probes
