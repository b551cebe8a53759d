// SPDX-License-Identifier: Apache-2.0
#include "compat/reference_properties.h"

#include <algorithm>
#include <optional>

#include "compat/ascii.h"
#include "compat/cuda_driver.h"
#include "compat/device_code.h"
#include "compat/property_list.h"
#include "compat/reference_amd.h"
#include "compat/reference_cpu.h"

namespace accel::compat {
namespace {

using Values = std::vector<std::string>;

// nvidia-variant-provider's own limits.
constexpr int kFirstMajor = 11, kLastMajor = 15, kLastMinor = 20;

// The Intel GPUs that intel-variant-provider has heard of; it leaves out the others.
constexpr const char* kIntelIps[] = {
    "35.11.0", "35.10.4", "30.5.4",  "30.4.4",  "30.3.1",  "30.1.0",  "30.0.4",  "20.4.4",
    "20.2.0",  "20.1.0",  "12.74.4", "12.71.4", "12.70.4", "12.60.7", "12.57.0", "12.56.5",
    "12.55.8", "12.10.0", "12.4.0",  "12.3.0",  "12.2.0",  "12.1.0",  "12.0.0"};

struct CudaVersion {
  int major, minor;
};

std::optional<CudaVersion> ReadCuda(const std::string& text) {
  const std::size_t dot = text.find('.');
  const auto is_number = [](std::string_view part) {
    return !part.empty() && part.size() < 4 && std::all_of(part.begin(), part.end(), &IsDigit);
  };
  if (dot == std::string::npos || !is_number(text.substr(0, dot)) ||
      !is_number(text.substr(dot + 1)))
    return std::nullopt;
  return CudaVersion{std::stoi(text.substr(0, dot)), std::stoi(text.substr(dot + 1))};
}

// "15.20" … "15.0", "15", … down to one above `cuda`, as what a driver must be below.
Values UpperBounds(const CudaVersion& cuda) {
  Values bounds;
  for (int major = kLastMajor; major >= cuda.major; --major) {
    const int lowest = major == cuda.major ? cuda.minor + 1 : 0;
    for (int minor = kLastMinor; minor >= lowest; --minor)
      bounds.push_back(std::to_string(major) + "." + std::to_string(minor));
    if (major > cuda.major) bounds.push_back(std::to_string(major));
  }
  return bounds;
}

// Of the GPU with the highest one: "89_real" … "80_real", "80_virtual".
Values DeviceTargets(const v1::Host& host) {
  std::optional<ComputeCapability> highest;
  for (const v1::Gpu& gpu : host.gpus()) {
    const std::optional<ComputeCapability> one = ParseComputeCapability(gpu.compute_capability());
    if (gpu.outcome() != v1::Probe::OK || !one) continue;
    if (!highest || one->major > highest->major ||
        (one->major == highest->major && one->minor > highest->minor))
      highest = one;
  }
  Values targets;
  if (!highest || highest->major < 5) return targets;
  const std::string major = std::to_string(highest->major);
  for (int minor = highest->minor; minor >= 0; --minor)
    targets.push_back(major + std::to_string(minor) + "_real");
  targets.push_back(major + "0_virtual");
  return targets;
}

void AddNvidia(const v1::Host& host, const Catalog& catalog, std::vector<v1::Property>& out) {
  const std::string text = CudaOfDriver(host.nvidia().version(), catalog);
  const std::optional<CudaVersion> cuda = ReadCuda(text);
  if (!cuda || cuda->major < kFirstMajor || cuda->major > kLastMajor) return;
  if (cuda->major == kLastMajor && cuda->minor > kLastMinor) return;
  AddList("nvidia", "cuda_version_lower_bound", CudaLowerBounds(text), out);
  AddList("nvidia", "cuda_version_upper_bound", UpperBounds(*cuda), out);
  AddList("nvidia", "sm_arch", DeviceTargets(host), out);
}

template <typename List>
bool Has(const List& list, const std::string& value) {
  return std::find(std::begin(list), std::end(list), value) != std::end(list);
}

void AddIntel(const v1::Host& host, const Catalog& catalog, std::vector<v1::Property>& out) {
  Values ips;
  for (const v1::Gpu& gpu : host.gpus()) {
    if (gpu.device_ip().empty()) continue;
    for (std::string& ip : catalog.IntelCompatibleIps(gpu.device_ip())) {
      if (Has(kIntelIps, ip) && !Has(ips, ip)) ips.push_back(std::move(ip));
    }
  }
  AddList("intel", "device_ip", ips, out);
}

}  // namespace

std::vector<std::string> CudaLowerBounds(const std::string& cuda) {
  Values bounds;
  const std::optional<CudaVersion> version = ReadCuda(cuda);
  if (!version) return bounds;
  int minor = version->minor;
  for (int major = version->major; major >= kFirstMajor; --major, minor = kLastMinor) {
    for (; minor >= 0; --minor)
      bounds.push_back(std::to_string(major) + "." + std::to_string(minor));
    bounds.push_back(std::to_string(major));
  }
  return bounds;
}

std::vector<v1::Property> ReferenceProperties(const v1::Host& host, const Catalog& catalog,
                                              const std::set<std::string>& providers) {
  std::vector<v1::Property> properties;
  AddNvidia(host, catalog, properties);
  if (providers.contains("rocm-bootstrap")) {
    AddRocmBootstrap(host, properties);
  } else {
    AddAmd(host, properties);
  }
  AddIntel(host, catalog, properties);
  AddProcessor(host.cpu(), properties);
  return properties;
}

}  // namespace accel::compat
