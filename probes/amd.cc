// SPDX-License-Identifier: Apache-2.0
#include "probes/amd.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "compat/gpu_driver.h"
#include "compat/gpu_row.h"
#include "probes/access.h"
#include "probes/kfd.h"
#include "probes/text.h"

namespace accel::probes {
namespace {

void Say(v1::Gpu& gpu, v1::Probe::Outcome outcome, const std::string& reason,
         const std::string& fix = "") {
  gpu.set_outcome(outcome);
  gpu.set_reason(reason);
  gpu.set_fix(fix);
}

v1::Gpu GpuOfNode(const KfdNode& node, const compat::Catalog& catalog) {
  v1::Gpu gpu =
      compat::GpuOfPci(v1::VENDOR_AMD, node.pci_id.substr(node.pci_id.find(':') + 1), catalog);
  gpu.set_bus_id(node.bus_id);
  gpu.set_kernel_driver("amdgpu");
  gpu.set_memory_bytes(node.memory_bytes);
  if (!node.gfx.empty()) {
    gpu.set_gfx(node.gfx);
    gpu.set_evidence(node.path);
  }
  const v1::AmdTarget* target = catalog.FindAmdTarget(gpu.gfx());
  gpu.set_integrated(target != nullptr && target->integrated());
  return gpu;
}

// A node that is missing, or that this process may not open.
void JudgeNode(const Sysroot& sysroot, const v1::Host& host, const std::string& node,
               v1::Gpu& gpu) {
  const Seen seen = sysroot.MayOpen(node);
  if (gpu.outcome() != v1::Probe::OK || seen == Seen::kYes) return;
  if (seen == Seen::kDenied) {
    return Say(gpu, v1::Probe::DENIED, "this user may not open " + node,
               FixForDenied(sysroot, node));
  }
  if (seen == Seen::kFailed) return Say(gpu, v1::Probe::UNKNOWN, node + " cannot be looked at");
  if (InContainer(host)) {
    return Say(gpu, v1::Probe::UNUSABLE, "this container has no " + node,
               "start the container with --device=/dev/kfd --device=/dev/dri");
  }
  Say(gpu, v1::Probe::UNUSABLE, "there is no " + node, "look at dmesg for amdgpu and kfd messages");
}

void AddKfdGpus(const Sysroot& sysroot, const KfdScan& kfd, const compat::Catalog& catalog,
                v1::Host& host) {
  int index = 0;
  for (const KfdNode& node : kfd.gpus) {
    v1::Gpu gpu = GpuOfNode(node, catalog);
    gpu.set_visible_index(index++);
    compat::AssessAmd(host.amd(), gpu);
    JudgeNode(sysroot, host, "/dev/kfd", gpu);
    if (node.render_minor >= 0) {
      JudgeNode(sysroot, host, "/dev/dri/renderD" + std::to_string(node.render_minor), gpu);
    }
    *host.add_gpus() = std::move(gpu);
  }
}

bool InKfd(const KfdScan& kfd, const std::string& bus_id) {
  return std::any_of(kfd.gpus.begin(), kfd.gpus.end(),
                     [&](const KfdNode& node) { return node.bus_id == bus_id; });
}

// Functions that KFD does not show: another driver, no KFD, a node that may not be read, or a GPU
// without compute.
void AddPciGpus(const KfdScan& kfd, const PciScan& pci, const compat::Catalog& catalog,
                v1::Host& host) {
  int index = static_cast<int>(kfd.gpus.size());
  for (const PciDisplay& display : DisplaysOf(pci, "1002")) {
    if (InKfd(kfd, display.bus_id)) continue;
    v1::Gpu gpu = compat::GpuOfPci(v1::VENDOR_AMD, display.device, catalog);
    gpu.set_bus_id(display.bus_id);
    gpu.set_kernel_driver(display.driver);
    gpu.set_visible_index(index++);
    compat::AssessAmd(host.amd(), gpu);
    if (gpu.outcome() == v1::Probe::OK ||
        (gpu.outcome() == v1::Probe::UNKNOWN && host.amd().kfd())) {
      if (kfd.denied > 0) {
        Say(gpu, v1::Probe::DENIED,
            "this process may not read the GPU's node in " + std::string(kKfdTopology),
            "hand the GPU to this container (--device=/dev/kfd --device=/dev/dri)");
      } else if (kfd.malformed > 0) {
        Say(gpu, v1::Probe::UNKNOWN,
            "a node of " + std::string(kKfdTopology) + " cannot be understood");
      } else {
        Say(gpu, v1::Probe::UNUSABLE, "amdgpu offers no compute node for this GPU",
            "look at dmesg for kfd messages");
      }
    }
    *host.add_gpus() = std::move(gpu);
  }
}

// "7.0.1" of "7.0.1-66", from /opt/rocm or the newest /opt/rocm-*.
std::string RocmVersion(const Sysroot& sysroot) {
  std::vector<std::string> folders = {"/opt/rocm"};
  for (const std::string& name : sysroot.List("/opt").value) {
    if (name.starts_with("rocm-")) folders.insert(folders.begin() + 1, "/opt/" + name);
  }
  for (const std::string& folder : folders) {
    const std::string text = sysroot.Read(folder + "/.info/version", 256).value;
    const std::string_view line = FirstLine(text);
    const std::string_view version = line.substr(0, line.find('-'));
    if (IsDottedVersion(version)) return std::string(version);
  }
  return "";
}

void ReadDriver(const Sysroot& sysroot, const KfdScan& kfd, v1::Host& host) {
  const bool module = sysroot.Stat("/sys/module/amdgpu").ok();
  if (!module && kfd.seen == Seen::kAbsent) return;
  v1::AmdDriver& driver = *host.mutable_amd();
  driver.set_kfd(kfd.seen != Seen::kAbsent);
  const std::string version = sysroot.Read("/sys/module/amdgpu/version", 256).value;
  if (IsDottedVersion(FirstLine(version)))
    driver.set_module_version(std::string(FirstLine(version)));
  driver.set_rocm_version(RocmVersion(sysroot));
  driver.set_evidence(driver.kfd() ? std::string(kKfdTopology) : "/sys/module/amdgpu");
}

void AddProbe(const Sysroot& sysroot, const KfdScan& kfd, const PciScan& pci, v1::Host& host) {
  v1::Probe probe = compat::ProbeOfGpus(host, v1::VENDOR_AMD, "amd");
  if (probe.outcome() == v1::Probe::ABSENT) ExplainNone(sysroot, pci, "AMD", probe);
  const int skipped = kfd.denied + kfd.malformed;
  if (skipped > 0 && probe.outcome() != v1::Probe::OK) {
    if (probe.outcome() == v1::Probe::ABSENT) probe.set_outcome(v1::Probe::UNKNOWN);
    probe.set_reason(probe.reason() + "; " + std::to_string(kfd.denied) + " nodes of " +
                     std::string(kKfdTopology) + " may not be read, " +
                     std::to_string(kfd.malformed) + " cannot be understood");
  }
  *host.add_probes() = std::move(probe);
}

}  // namespace

void ProbeAmd(const Sysroot& sysroot, const PciScan& pci, const compat::Catalog& catalog,
              v1::Host& host) {
  const KfdScan kfd = ScanKfd(sysroot);
  ReadDriver(sysroot, kfd, host);
  AddKfdGpus(sysroot, kfd, catalog, host);
  AddPciGpus(kfd, pci, catalog, host);
  AddProbe(sysroot, kfd, pci, host);
}

}  // namespace accel::probes
