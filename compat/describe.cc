// SPDX-License-Identifier: Apache-2.0
#include "compat/describe.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compat/gpu_driver.h"
#include "compat/gpu_spelling.h"
#include "compat/printable.h"

namespace accel::compat {
namespace {

constexpr std::size_t kMaxText = 4096;  // bytes
constexpr std::size_t kMaxGpus = 64;
constexpr std::string_view kKeys = "gpu, driver, module, rocm, arch, glibc, musl, cpu";

std::string Quoted(std::string_view text) { return "\"" + PrintSafe(text.substr(0, 100)) + "\""; }

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "2.36", "580.95.05": at least two numbers, nothing else.
bool IsDotted(std::string_view text) {
  if (text.size() > 32 || text.find('.') == std::string_view::npos) return false;
  while (!text.empty()) {
    const std::size_t dot = text.find('.');
    if (!IsDigits(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
  return false;
}

// What was said, before it becomes a Host.
struct Description {
  std::vector<v1::Gpu> gpus;
  std::map<std::string, std::string, std::less<>> values;  // every key but gpu

  std::string Value(std::string_view key) const {
    const auto it = values.find(key);
    return it == values.end() ? "" : it->second;
  }
};

bool IsOneOf(const std::string& value, std::initializer_list<std::string_view> allowed) {
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

absl::Status CheckValue(const std::string& key, const std::string& value) {
  const auto refuse = [&](const std::string& expected) {
    return InvalidArgument(key + "=: " + Quoted(value) + " cannot be; write " + expected);
  };
  if (key == "driver" && !IsDotted(value)) return refuse("the full version, like driver=580.95.05");
  if ((key == "glibc" || key == "musl" || key == "rocm") && !IsDotted(value)) {
    return refuse("a version, like " + key + "=" +
                  (key == "musl"    ? "1.2"
                   : key == "glibc" ? "2.36"
                                    : "7.2"));
  }
  if (key == "module" &&
      !IsOneOf(value, {"nvidia", "nouveau", "vfio-pci", "amdgpu", "i915", "xe", "none"})) {
    return refuse("nvidia, nouveau, vfio-pci, amdgpu, i915, xe or none");
  }
  if (key == "arch" && !IsOneOf(value, {"x86_64", "aarch64"})) return refuse("x86_64 or aarch64");
  if (key == "cpu" && !IsOneOf(value, {"x86-64-v1", "x86-64-v2", "x86-64-v3", "x86-64-v4"}) &&
      !value.starts_with("armv")) {
    return refuse("x86-64-v1 to x86-64-v4, or a level like armv8.2-a");
  }
  return absl::OkStatus();
}

absl::Status AddPair(std::string_view pair, const Catalog& catalog, Description& description) {
  const std::size_t equals = pair.find('=');
  const std::string key = Lower(Trim(pair.substr(0, equals)));
  const std::string_view value =
      equals == std::string_view::npos ? "" : Trim(pair.substr(equals + 1));
  if (!IsOneOf(key, {"gpu", "driver", "module", "rocm", "arch", "glibc", "musl", "cpu"})) {
    return InvalidArgument(
        "host description: " + Quoted(pair) + " has no known key" +
        (equals == std::string_view::npos
             ? "; a GPU is written as gpu=RTX 5090, a machine without as gpu=none"
             : "") +
        "; the keys are " + std::string(kKeys));
  }
  if (value.empty()) return InvalidArgument("host description: " + key + "= needs a value");
  if (key == "gpu" && Lower(value) != "none") {
    if (description.gpus.size() == kMaxGpus)
      return InvalidArgument("host description: more than 64 GPUs");
    ACCEL_ASSIGN_OR_RETURN(v1::Gpu gpu, FindGpu(value, catalog));
    description.gpus.push_back(std::move(gpu));
    return absl::OkStatus();
  }
  const std::string word =
      key == "cpu" || key == "arch" || key == "module" ? Lower(value) : std::string(value);
  ACCEL_RETURN_IF_ERROR(CheckValue(key, word));
  if (!description.values.emplace(key, word).second) {
    return InvalidArgument("host description: " + key + "= is there twice; only gpu= may be");
  }
  return absl::OkStatus();
}

// The module that holds GPUs of this vendor when nothing else is said.
std::string DefaultModule(const v1::Gpu& gpu, const Description& description,
                          const Catalog& catalog) {
  if (gpu.vendor() == v1::VENDOR_AMD) return "amdgpu";
  if (gpu.vendor() == v1::VENDOR_NVIDIA) {
    return gpu.tegra() ? "nvgpu" : description.Value("driver").empty() ? "" : "nvidia";
  }
  const v1::IntelDevice* row =
      catalog.FindIntelDevice(gpu.pci_id().substr(gpu.pci_id().find(':') + 1));
  const bool xe = row != nullptr && std::strtol(row->device_ip().c_str(), nullptr, 10) >=
                                        20;  // Battlemage, Lunar Lake and later
  return xe ? "xe" : "i915";
}

bool CanHold(const std::string& module, v1::Vendor vendor) {
  if (module == "vfio-pci" || module == "none") return true;
  if (module == "nvidia" || module == "nouveau") return vendor == v1::VENDOR_NVIDIA;
  return vendor == (module == "amdgpu" ? v1::VENDOR_AMD : v1::VENDOR_INTEL);
}

void AssessGpu(const Description& description, const Catalog& catalog, const v1::Host& host,
               v1::Gpu& gpu) {
  const std::string module = description.Value("module");
  gpu.set_kernel_driver(DefaultModule(gpu, description, catalog));
  if (!module.empty() && CanHold(module, gpu.vendor()))
    gpu.set_kernel_driver(module == "none" ? "" : module);
  if (gpu.vendor() == v1::VENDOR_AMD) return AssessAmd(host.amd(), gpu);
  if (gpu.vendor() == v1::VENDOR_INTEL) return AssessIntel(host.intel(), catalog, gpu);
  AssessNvidia(host.nvidia(), catalog, gpu);
  const bool own = gpu.kernel_driver().empty() || gpu.kernel_driver() == "nvidia";
  if (own && !gpu.tegra() && module != "none" && host.nvidia().version().empty()) {
    gpu.set_outcome(v1::Probe::UNUSABLE);
    gpu.set_reason("no driver in the description");
    gpu.set_fix("add driver=, like driver=580.95.05");
  }
}

bool Has(const Description& description, v1::Vendor vendor) {
  return std::any_of(description.gpus.begin(), description.gpus.end(),
                     [&](const v1::Gpu& gpu) { return gpu.vendor() == vendor; });
}

void FillDrivers(const Description& description, v1::Host& host) {
  if (const std::string driver = description.Value("driver"); !driver.empty()) {
    host.mutable_nvidia()->set_version(driver);
    host.mutable_nvidia()->set_evidence("description");
  }
  const std::string rocm = description.Value("rocm");
  if (Has(description, v1::VENDOR_AMD) || !rocm.empty()) {
    host.mutable_amd()->set_kfd(true);
    host.mutable_amd()->set_rocm_version(rocm);
    host.mutable_amd()->set_evidence("description");
  }
  if (Has(description, v1::VENDOR_INTEL)) {
    host.mutable_intel()->set_level_zero_loader("libze_loader.so.1");
    host.mutable_intel()->set_evidence("description");
  }
}

void FillMachine(const Description& description, v1::Host& host) {
  const bool tegra = std::any_of(description.gpus.begin(), description.gpus.end(),
                                 [](const v1::Gpu& gpu) { return gpu.tegra(); });
  const std::string arch = description.Value("arch");
  host.mutable_cpu()->set_architecture(!arch.empty() ? arch : tegra ? "aarch64" : "x86_64");
  host.mutable_cpu()->set_level(description.Value("cpu"));
  for (const char* libc : {"glibc", "musl"}) {
    if (description.Value(libc).empty()) continue;
    host.mutable_libc()->set_kind(libc);
    host.mutable_libc()->set_version(description.Value(libc));
  }
}

void FillGpus(const Description& description, const Catalog& catalog, v1::Host& host) {
  std::map<v1::Vendor, int> count;
  for (v1::Gpu gpu : description.gpus) {
    gpu.set_visible_index(count[gpu.vendor()]++);
    gpu.set_evidence("description");
    AssessGpu(description, catalog, host, gpu);
    if (gpu.vendor() == v1::VENDOR_INTEL) host.mutable_intel()->set_module(gpu.kernel_driver());
    *host.add_gpus() = std::move(gpu);
  }
  constexpr std::array<std::pair<v1::Vendor, const char*>, 3> kProbes = {
      {{v1::VENDOR_NVIDIA, "nvidia"}, {v1::VENDOR_AMD, "amd"}, {v1::VENDOR_INTEL, "intel"}}};
  for (const auto& [vendor, name] : kProbes) {
    v1::Probe probe = ProbeOfGpus(host, vendor, name);
    probe.set_evidence("description");
    if (probe.outcome() == v1::Probe::ABSENT) probe.set_reason("the description has none");
    *host.add_probes() = std::move(probe);
  }
}

}  // namespace

absl::StatusOr<v1::Host> DescribeHost(std::string_view text, const Catalog& catalog) {
  if (text.size() > kMaxText) return InvalidArgument("host description: longer than 4096 bytes");
  Description description;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view pair = Trim(rest.substr(0, comma));
    if (!pair.empty()) ACCEL_RETURN_IF_ERROR(AddPair(pair, catalog, description));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  if (description.gpus.empty() && description.values.empty()) {
    return InvalidArgument("host description: it is empty; the keys are " + std::string(kKeys));
  }
  if (!description.Value("gpu").empty() && !description.gpus.empty())
    return InvalidArgument("host description: gpu=none and another gpu= exclude each other");
  if (!description.Value("glibc").empty() && !description.Value("musl").empty()) {
    return InvalidArgument("host description: glibc= and musl= exclude each other");
  }
  v1::Host host;
  host.set_schema("accel.v1");
  host.set_origin("description " + PrintSafe(text));
  FillDrivers(description, host);
  FillMachine(description, host);
  FillGpus(description, catalog, host);
  return host;
}

}  // namespace accel::compat
