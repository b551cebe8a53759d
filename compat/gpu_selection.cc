// SPDX-License-Identifier: Apache-2.0
#include "compat/gpu_selection.h"

#include <algorithm>
#include <tuple>

#include "compat/device_code.h"

namespace accel::compat {
namespace {

bool IsVisible(const v1::Gpu& gpu, const std::vector<std::string>& visible) {
  return std::any_of(visible.begin(), visible.end(), [&](const std::string& wanted) {
    return wanted == std::to_string(gpu.visible_index()) ||
           (!gpu.bus_id().empty() && wanted == gpu.bus_id());
  });
}

// Larger is more capable: discrete before integrated, then by architecture, then by memory.
auto Capability(const v1::Gpu& gpu) {
  const ComputeCapability cc =
      ParseComputeCapability(gpu.compute_capability()).value_or(ComputeCapability{});
  return std::tuple(!gpu.integrated(), cc.major, cc.minor, gpu.memory_bytes());
}

void KeepBest(const v1::Host& host, std::vector<int>& gpus) {
  if (gpus.empty()) return;
  gpus = {*std::max_element(gpus.begin(), gpus.end(), [&](int a, int b) {
    return Capability(host.gpus(a)) < Capability(host.gpus(b));
  })};
}

}  // namespace

GpuSelection SelectGpus(const v1::Host& host, v1::Vendor vendor, const GpuPolicy& policy) {
  GpuSelection selection;
  selection.one_is_enough = policy.policy == v1::ANY;
  for (int i = 0; i < host.gpus_size(); ++i) {
    const v1::Gpu& gpu = host.gpus(i);
    if (gpu.vendor() != vendor || policy.set_aside.contains(i)) continue;
    if (policy.policy == v1::VISIBLE && !IsVisible(gpu, policy.visible)) continue;
    (gpu.outcome() == v1::Probe::OK ? selection.usable : selection.unusable).push_back(i);
  }
  if (policy.policy == v1::BEST) KeepBest(host, selection.usable);
  return selection;
}

std::string Describe(const v1::Gpu& gpu) {
  std::string arch = gpu.gfx().empty() ? gpu.device_ip() : gpu.gfx();
  if (!gpu.compute_capability().empty()) {
    arch = "sm_" + gpu.compute_capability();
    arch.erase(std::remove(arch.begin(), arch.end(), '.'), arch.end());
  }
  if (gpu.name().empty()) return arch.empty() ? gpu.pci_id() : arch;
  return arch.empty() ? gpu.name() : gpu.name() + " (" + arch + ")";
}

}  // namespace accel::compat
