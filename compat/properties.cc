// SPDX-License-Identifier: Apache-2.0
#include "compat/properties.h"

#include <algorithm>
#include <set>

#include "compat/cuda_driver.h"
#include "compat/device_code.h"
#include "compat/processor.h"
#include "compat/property_list.h"
#include "compat/reference_properties.h"

namespace accel::compat {
namespace {

// Every target of the catalogue's architectures that all selected GPUs run, SASS of the newest
// first, then PTX.
std::vector<std::string> DeviceTargets(const v1::Host& host, const GpuSelection& gpus,
                                       const Catalog& catalog) {
  std::vector<std::string> real, ptx;
  const auto all_run = [&](const std::string& value) {
    const std::optional<DeviceTarget> target = ParseDeviceTarget(value);
    const auto runs = [&](int i) {
      const std::optional<ComputeCapability> cc =
          ParseComputeCapability(host.gpus(i).compute_capability());
      return target && cc && Runs(*target, *cc);
    };
    return gpus.one_is_enough ? std::any_of(gpus.usable.begin(), gpus.usable.end(), runs)
                              : std::all_of(gpus.usable.begin(), gpus.usable.end(), runs);
  };
  for (const v1::NvidiaArch& arch : catalog.hardware().nvidia_archs()) {
    std::string number = arch.compute_capability();
    number.erase(std::remove(number.begin(), number.end(), '.'), number.end());
    for (const char* suffix : {"_real", "f_real", "a_real"}) {
      if (all_run(number + suffix)) real.push_back(number + suffix);
    }
    if (all_run(number + "_virtual")) ptx.push_back(number + "_virtual");
  }
  std::reverse(real.begin(), real.end());
  real.insert(real.end(), ptx.rbegin(), ptx.rend());
  return real;
}

void AddNvidia(const v1::Host& host, const GpuPolicy& policy, const Catalog& catalog,
               std::vector<v1::Property>& out) {
  const GpuSelection gpus = SelectGpus(host, v1::VENDOR_NVIDIA, policy);
  const std::string cuda = CudaOfDriver(host.nvidia().version(), catalog);
  if (gpus.usable.empty() || cuda.empty()) return;
  out.push_back(ListOf("nvidia", "cuda_version_lower_bound", CudaLowerBounds(cuda)));
  out.push_back(ListOf("nvidia", "sm_arch", DeviceTargets(host, gpus, catalog)));
}

// What all selected GPUs take in common (one of them, under ANY), in the order of the first.
std::vector<std::string> Common(const std::vector<std::vector<std::string>>& per_gpu,
                                const GpuSelection& gpus) {
  std::vector<std::string> common;
  for (const std::vector<std::string>& values : per_gpu) {
    for (const std::string& value : values) {
      const bool everywhere = std::all_of(per_gpu.begin(), per_gpu.end(), [&](const auto& other) {
        return std::find(other.begin(), other.end(), value) != other.end();
      });
      const bool seen = std::find(common.begin(), common.end(), value) != common.end();
      if (!seen && (everywhere || gpus.one_is_enough)) common.push_back(value);
    }
  }
  return common;
}

void AddExact(const v1::Host& host, const GpuPolicy& policy, const Catalog& catalog,
              v1::Vendor vendor, std::vector<v1::Property>& out) {
  const GpuSelection gpus = SelectGpus(host, vendor, policy);
  std::vector<std::vector<std::string>> per_gpu;
  for (const int i : gpus.usable) {
    const v1::Gpu& gpu = host.gpus(i);
    per_gpu.push_back(vendor == v1::VENDOR_AMD ? std::vector<std::string>{gpu.gfx()}
                                               : catalog.IntelCompatibleIps(gpu.device_ip()));
  }
  const bool amd = vendor == v1::VENDOR_AMD;
  AddList(amd ? "amd" : "intel", amd ? "gfx_arch" : "device_ip", Common(per_gpu, gpus), out);
}

void AddCpu(const v1::Cpu& cpu, std::vector<v1::Property>& out) {
  const std::string ns = cpu.architecture().empty() ? "x86_64" : cpu.architecture();
  if (!IsOfProcessor(ns)) return;
  AddList(ns, LevelFeature(ns), LevelsOf(cpu, ns), out);
  for (const char* feature : FeaturesOf(ns)) {
    if (HasFeature(cpu, ns, feature)) AddList(ns, feature, {"on"}, out);
  }
}

}  // namespace

std::vector<v1::Property> HostProperties(const v1::Host& host, const GpuPolicy& policy,
                                         const Catalog& catalog) {
  std::vector<v1::Property> properties;
  AddNvidia(host, policy, catalog, properties);
  AddExact(host, policy, catalog, v1::VENDOR_AMD, properties);
  AddExact(host, policy, catalog, v1::VENDOR_INTEL, properties);
  AddCpu(host.cpu(), properties);
  return properties;
}

}  // namespace accel::compat
