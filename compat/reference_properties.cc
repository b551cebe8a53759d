// SPDX-License-Identifier: Apache-2.0
#include "compat/reference_properties.h"

#include <algorithm>
#include <optional>
#include <set>

#include "compat/ascii.h"
#include "compat/cuda_driver.h"
#include "compat/device_code.h"

namespace accel::compat {
namespace {

using Values = std::vector<std::string>;

// The provider's own limits.
constexpr int kFirstMajor = 11, kLastMajor = 15, kLastMinor = 20;

// What amd-variant-provider knows; another GPU hides all of them.
constexpr const char* kAmdTargets[] = {"gfx900",  "gfx906",  "gfx908",  "gfx90a",
                                       "gfx942",  "gfx1030", "gfx1100", "gfx1101",
                                       "gfx1102", "gfx1200", "gfx1201"};

// Features beside the level, in the order of provider-variant-x86-64.
constexpr const char* kX86Features[] = {"avx_vnni",
                                        "cppc",
                                        "ibrs_enhanced",
                                        "tsc_adjust",
                                        "flush_l1d",
                                        "movdir64b",
                                        "movdiri",
                                        "avx512_bf16",
                                        "avx512_bitalg",
                                        "avx512_vbmi2",
                                        "avx512_vnni",
                                        "avx512_vp2intersect",
                                        "avx512_vpopcntdq",
                                        "avx512ifma",
                                        "avx512vbmi",
                                        "rdpid",
                                        "sha_ni",
                                        "vaes",
                                        "vpclmulqdq",
                                        "clwb",
                                        "clzero",
                                        "avx512bw",
                                        "avx512cd",
                                        "avx512dq",
                                        "avx512f",
                                        "avx512vl",
                                        "clflushopt",
                                        "gfni",
                                        "rdseed",
                                        "xsavec",
                                        "xsaveopt",
                                        "adx",
                                        "avx2",
                                        "avx",
                                        "bmi2",
                                        "bmi1",
                                        "abm",
                                        "f16c",
                                        "fma",
                                        "movbe",
                                        "xsave",
                                        "rdrand",
                                        "aes",
                                        "pclmulqdq",
                                        "sse4a",
                                        "fsgsbase",
                                        "sse4_2",
                                        "sse4_1",
                                        "ssse3",
                                        "sse3",
                                        "cx16",
                                        "lahf_lm",
                                        "popcnt",
                                        "sse2",
                                        "sse",
                                        "mmx"};

// Of provider-variant-aarch64.
constexpr const char* kArmFeatures[] = {"sve2",
                                        "flagm2",
                                        "frint",
                                        "sb",
                                        "btiecv",
                                        "paca",
                                        "pacg",
                                        "ssbs",
                                        "asimdfhm",
                                        "bf16",
                                        "dcpodp",
                                        "dgh",
                                        "dit",
                                        "flagm",
                                        "i8mm",
                                        "ilrcpc",
                                        "jscvt",
                                        "rng",
                                        "sha3",
                                        "sha512",
                                        "svebf16",
                                        "svei8mm",
                                        "uscat",
                                        "asimddp",
                                        "lrcpc",
                                        "asimdhp",
                                        "dcpop",
                                        "fcma",
                                        "fphp",
                                        "sve",
                                        "asimdrdmatomics",
                                        "aes",
                                        "asimd",
                                        "cpuid",
                                        "crc32",
                                        "evtstrm",
                                        "fp",
                                        "pmull",
                                        "sha1",
                                        "sha2"};

void Add(const std::string& ns, const std::string& feature, const Values& values,
         std::vector<v1::Property>& out) {
  if (values.empty()) return;
  v1::Property& property = out.emplace_back();
  property.set_namespace_(ns);
  property.set_feature(feature);
  property.mutable_values()->Add(values.begin(), values.end());
}

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
  if (!cuda || cuda->major < kFirstMajor || cuda->major > kLastMajor || cuda->minor > kLastMinor)
    return;
  Add("nvidia", "cuda_version_lower_bound", CudaLowerBounds(text), out);
  Add("nvidia", "cuda_version_upper_bound", UpperBounds(*cuda), out);
  Add("nvidia", "sm_arch", DeviceTargets(host), out);
}

void AddAmd(const v1::Host& host, std::vector<v1::Property>& out) {
  const std::set<std::string> known(std::begin(kAmdTargets), std::end(kAmdTargets));
  Values targets;
  for (const v1::Gpu& gpu : host.gpus()) {
    if (gpu.gfx().empty()) continue;
    if (!known.contains(gpu.gfx())) targets.assign(1, "");
    if (!targets.empty() && targets.front().empty()) break;
    if (std::find(targets.begin(), targets.end(), gpu.gfx()) == targets.end())
      targets.push_back(gpu.gfx());
  }
  if (targets.empty() || targets.front().empty()) return;
  const std::string& rocm = host.amd().rocm_version();
  if (rocm.empty()) return;
  Add("amd", "gfx_arch", targets, out);
  Add("amd", "rocm_version", {rocm.substr(0, rocm.find('.', rocm.find('.') + 1))}, out);
}

void AddIntel(const v1::Host& host, const Catalog& catalog, std::vector<v1::Property>& out) {
  Values ips;
  for (const v1::Gpu& gpu : host.gpus()) {
    if (gpu.device_ip().empty()) continue;
    for (std::string& ip : catalog.IntelCompatibleIps(gpu.device_ip())) {
      if (std::find(ips.begin(), ips.end(), ip) == ips.end()) ips.push_back(std::move(ip));
    }
  }
  Add("intel", "device_ip", ips, out);
}

template <typename Names>
void AddFlags(const std::string& ns, const Names& names, const std::set<std::string>& flags,
              std::vector<v1::Property>& out) {
  for (const char* name : names) {
    if (flags.contains(name)) Add(ns, name, {"on"}, out);
  }
}

// The kernel calls sse3 pni; whoever has ssse3 has it.
std::set<std::string> FlagsOf(const v1::Cpu& cpu) {
  std::set<std::string> flags(cpu.flags().begin(), cpu.flags().end());
  if (flags.contains("pni") || flags.contains("ssse3")) flags.insert("sse3");
  return flags;
}

void AddX86(const v1::Cpu& cpu, std::vector<v1::Property>& out) {
  if (cpu.level().size() != 9 || !cpu.level().starts_with("x86-64-v")) return;
  Values levels;
  for (char level = cpu.level().back(); level >= '1'; --level)
    levels.push_back(std::string("v") + level);
  Add("x86_64", "level", levels, out);
  AddFlags("x86_64", kX86Features, FlagsOf(cpu), out);
}

// "armv8.2-a": 8.2a, 8.1a, 8a. Of 9.0 the one below is 8.5.
void AddArm(const v1::Cpu& cpu, std::vector<v1::Property>& out) {
  if (!cpu.level().starts_with("armv") || !cpu.level().ends_with("-a")) return;
  std::string version = cpu.level().substr(4, cpu.level().size() - 6);
  Values versions;
  if (version.starts_with("9")) {
    versions.push_back("9.0a");
    version = "8.5";
  }
  const std::optional<CudaVersion> parts = ReadCuda(version);
  for (int minor = parts ? parts->minor : 0; minor > 0; --minor)
    versions.push_back("8." + std::to_string(minor) + "a");
  versions.push_back("8a");
  Add("aarch64", "version", versions, out);
  AddFlags("aarch64", kArmFeatures, FlagsOf(cpu), out);
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

std::vector<v1::Property> ReferenceProperties(const v1::Host& host, const Catalog& catalog) {
  std::vector<v1::Property> properties;
  AddNvidia(host, catalog, properties);
  AddAmd(host, properties);
  AddIntel(host, catalog, properties);
  AddX86(host.cpu(), properties);
  AddArm(host.cpu(), properties);
  return properties;
}

}  // namespace accel::compat
