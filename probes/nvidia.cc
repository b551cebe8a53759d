// SPDX-License-Identifier: Apache-2.0
#include "probes/nvidia.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "compat/gpu_driver.h"
#include "compat/gpu_row.h"
#include "compat/tegra.h"
#include "probes/access.h"
#include "probes/libraries.h"
#include "probes/nvidia_driver.h"
#include "probes/tegra.h"

namespace accel::probes {
namespace {

constexpr std::string_view kProcGpus = "/proc/driver/nvidia/gpus";

void Say(v1::Gpu& gpu, v1::Probe::Outcome outcome, const std::string& reason,
         const std::string& fix = "") {
  gpu.set_outcome(outcome);
  gpu.set_reason(reason);
  gpu.set_fix(fix);
}

bool IsGpuClass(unsigned class_code) { return class_code == 0x0300 || class_code == 0x0302; }

std::vector<v1::Gpu> GpusOfPci(const PciScan& pci, const compat::Catalog& catalog) {
  std::vector<v1::Gpu> gpus;
  for (const PciDisplay& display : DisplaysOf(pci, "10de")) {
    if (!IsGpuClass(display.class_code)) continue;
    v1::Gpu gpu = compat::GpuOfPci(v1::VENDOR_NVIDIA, display.device, catalog);
    gpu.set_bus_id(display.bus_id);
    gpu.set_kernel_driver(display.driver);
    gpus.push_back(std::move(gpu));
  }
  return gpus;
}

// The chip's own GPU; on Thor it is one of the PCI functions already found.
void AddTegra(const Sysroot& sysroot, const TegraScan& tegra, std::vector<v1::Gpu>& gpus) {
  const compat::TegraChip* chip = compat::FindTegraChip(tegra.chip);
  v1::Gpu gpu;
  if (chip != nullptr) gpu = compat::TegraGpu(*chip);
  for (v1::Gpu& known : gpus) {
    if (chip == nullptr || known.compute_capability() != gpu.compute_capability()) continue;
    known.set_tegra(true);
    known.set_integrated(true);
    return;
  }
  gpu.set_vendor(v1::VENDOR_NVIDIA);
  gpu.set_tegra(true);
  gpu.set_integrated(true);
  gpu.set_evidence(tegra.evidence);
  for (const char* module : {"nvgpu", "nvidia"}) {
    if (!sysroot.Stat(std::string("/sys/module/") + module).ok()) continue;
    gpu.set_kernel_driver(module);
    break;
  }
  gpus.push_back(std::move(gpu));
}

// GPUs that only the driver shows: a sandbox without a PCI list.
void AddFromDriver(const Sysroot& sysroot, const NvidiaDriverScan& scan,
                   std::vector<v1::Gpu>& gpus) {
  const auto add = [&](const std::string& bus_id, const std::string& evidence) {
    v1::Gpu gpu;
    gpu.set_vendor(v1::VENDOR_NVIDIA);
    gpu.set_bus_id(bus_id);
    gpu.set_kernel_driver("nvidia");
    gpu.set_evidence(evidence);
    gpus.push_back(std::move(gpu));
  };
  if (!scan.loaded) return;
  for (const std::string& name : sysroot.List(kProcGpus).value) {
    if (name.size() <= 16) add(name, std::string(kProcGpus));
  }
  if (!gpus.empty()) return;
  for (const std::string& node : scan.driver.device_nodes()) {
    if (IsNumberedNode(node)) add("", node);
  }
}

// A Linux driver's libcuda that the linker finds before WSL's own; empty when there is none.
std::string ShadowOfWsl(const Sysroot& sysroot) {
  for (const std::string& folder : LibraryFolders(sysroot)) {
    const std::string path = folder + "/libcuda.so.1";
    if (!VersionOfLibcuda(sysroot.Resolve(path).value).empty()) return path;
  }
  return "";
}

// WSL: the GPU is the Windows driver's, and only a library can name it.
void AddWsl(const Sysroot& sysroot, v1::NvidiaDriver& driver, std::vector<v1::Gpu>& gpus) {
  v1::Gpu gpu;
  gpu.set_vendor(v1::VENDOR_NVIDIA);
  gpu.set_kernel_driver("dxgkrnl");
  gpu.set_evidence(driver.libcuda_path());
  driver.set_wsl(true);
  const std::string shadow = ShadowOfWsl(sysroot);
  if (shadow.empty()) {
    Say(gpu, v1::Probe::UNKNOWN,
        "under WSL the files do not tell which GPU the Windows driver offers",
        "describe the machine with --host, like gpu=RTX 4090,driver=580.97");
  } else {
    Say(gpu, v1::Probe::UNUSABLE,
        "a Linux driver (" + shadow + ") hides the Windows driver's library",
        "remove the NVIDIA driver packages inside WSL; the Windows driver brings all that is "
        "needed");
  }
  gpus.push_back(std::move(gpu));
}

// Whether this process may reach the GPU: nodes, their permissions, the container.
class Reach {
 public:
  Reach(const Sysroot& sysroot, const v1::Host& host, const NvidiaDriverScan& scan)
      : sysroot_(sysroot),
        in_container_(InContainer(host)),
        scan_(scan),
        listed_(sysroot.List(kProcGpus)) {}

  void Judge(v1::Gpu& gpu) const {
    if (gpu.outcome() != v1::Probe::OK) return;
    if (gpu.tegra()) return JudgeTegra(gpu);
    if (in_container_) JudgeContainer(gpu);
    if (gpu.outcome() != v1::Probe::OK) return;
    if (scan_.libcuda_absent) {
      return Say(
          gpu, v1::Probe::UNUSABLE, "the driver's user space (libcuda.so.1) is not installed",
          "install the driver's CUDA library (libcuda1 on Debian, libnvidia-compute on Ubuntu)");
    }
    JudgeNodes(gpu);
  }

 private:
  void JudgeContainer(v1::Gpu& gpu) const {
    const auto& nodes = scan_.driver.device_nodes();
    const bool handed_in = std::any_of(nodes.begin(), nodes.end(), IsNumberedNode);
    const bool masked =
        listed_.ok() && !listed_.value.empty() &&
        !std::binary_search(listed_.value.begin(), listed_.value.end(), gpu.bus_id());
    if (!handed_in || (masked && !gpu.bus_id().empty())) {
      return Say(gpu, v1::Probe::UNUSABLE, "the GPU was not handed to this container",
                 "start the container with its GPUs (docker run --gpus all)");
    }
    if (scan_.driver.libcuda_path().empty()) {
      Say(gpu, v1::Probe::UNUSABLE, "this container has the GPU but no libcuda.so.1",
          "set NVIDIA_DRIVER_CAPABILITIES=compute,utility for the container");
    }
  }

  // A node that is denied to everybody's tools decides; of several numbered nodes one that may be
  // opened is enough.
  void JudgeNodes(v1::Gpu& gpu) const {
    std::string denied;
    bool numbered_open = false;
    for (const std::string& node : scan_.driver.device_nodes()) {
      const bool refused = sysroot_.MayOpen(node) == Seen::kDenied;
      if (refused && !IsNumberedNode(node)) return SayDenied(gpu, node);
      if (refused) denied = node;
      if (!refused && IsNumberedNode(node)) numbered_open = true;
    }
    if (!denied.empty() && !numbered_open) SayDenied(gpu, denied);
  }

  void JudgeTegra(v1::Gpu& gpu) const {
    for (const char* node : {"/dev/nvmap", "/dev/nvhost-ctrl-gpu"}) {
      if (sysroot_.MayOpen(node) == Seen::kDenied) return SayDenied(gpu, node);
    }
    if (in_container_ && scan_.driver.libcuda_path().empty()) {
      Say(gpu, v1::Probe::UNUSABLE, "the GPU was not handed to this container",
          "start the container with the nvidia runtime (docker run --runtime nvidia)");
    }
  }

  void SayDenied(v1::Gpu& gpu, const std::string& node) const {
    Say(gpu, v1::Probe::DENIED, "this user may not open " + node, FixForDenied(sysroot_, node));
  }

  const Sysroot& sysroot_;
  bool in_container_;
  const NvidiaDriverScan& scan_;
  Reading<std::vector<std::string>> listed_;
};

// No GPU was found. Only a PCI list that was read and a driver that is not there prove that there
// is none.
void ExplainAbsence(const Sysroot& sysroot, const PciScan& pci, const NvidiaDriverScan& scan,
                    v1::Probe& probe) {
  ExplainNone(sysroot, pci, "NVIDIA", probe);
  if (scan.loaded) {
    probe.set_outcome(v1::Probe::UNKNOWN);
    probe.set_reason("the NVIDIA driver is loaded, but no NVIDIA GPU shows on the PCI bus");
    probe.set_fix("look at dmesg for NVRM and Xid messages");
  } else if (sysroot.Stat("/dev/dxg").ok() && !sysroot.Stat("/usr/lib/wsl/lib").ok()) {
    probe.set_outcome(v1::Probe::UNKNOWN);
    probe.set_evidence("/dev/dxg");
    probe.set_reason("Windows offers a GPU (/dev/dxg), but /usr/lib/wsl/lib is not here");
    probe.set_fix("mount /usr/lib/wsl into the container");
  }
}

void AddProbe(const Sysroot& sysroot, const PciScan& pci, const NvidiaDriverScan& scan,
              v1::Host& host) {
  v1::Probe probe = compat::ProbeOfGpus(host, v1::VENDOR_NVIDIA, "nvidia");
  if (probe.outcome() == v1::Probe::ABSENT) ExplainAbsence(sysroot, pci, scan, probe);
  if (!scan.trouble.empty() && probe.outcome() != v1::Probe::OK) {
    probe.set_reason(probe.reason() + (probe.reason().empty() ? "" : "; ") + scan.trouble);
  }
  *host.add_probes() = std::move(probe);
}

}  // namespace

void ProbeNvidia(const Sysroot& sysroot, const PciScan& pci, const compat::Catalog& catalog,
                 v1::Host& host) {
  NvidiaDriverScan scan = ScanNvidiaDriver(sysroot);
  const TegraScan tegra = ScanTegra(sysroot);
  std::vector<v1::Gpu> gpus = GpusOfPci(pci, catalog);
  const bool wsl =
      !scan.loaded && sysroot.Stat("/dev/dxg").ok() && !scan.driver.libcuda_path().empty();
  if (wsl && gpus.empty()) AddWsl(sysroot, scan.driver, gpus);
  if (tegra.tegra) AddTegra(sysroot, tegra, gpus);
  if (gpus.empty()) AddFromDriver(sysroot, scan, gpus);
  const Reach reach(sysroot, host, scan);
  int index = 0;
  for (v1::Gpu& gpu : gpus) {
    if (!scan.driver.wsl()) compat::AssessNvidia(scan.driver, catalog, gpu);
    reach.Judge(gpu);
    gpu.set_visible_index(index);
    if (gpu.kernel_driver() == "nvidia" || gpu.tegra()) ++index;
    *host.add_gpus() = std::move(gpu);
  }
  if (scan.loaded || !scan.driver.libcuda_path().empty()) *host.mutable_nvidia() = scan.driver;
  AddProbe(sysroot, pci, scan, host);
}

}  // namespace accel::probes
