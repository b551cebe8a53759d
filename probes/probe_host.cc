// SPDX-License-Identifier: Apache-2.0
#include "probes/probe_host.h"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>

#include "probes/probe.h"

namespace accel::probes {
namespace {

struct Named {
  std::string_view name;
  void (*probe)(const Look&, v1::Host&);
};
constexpr std::array<Named, 7> kProbes = {{{"container", ProbeContainer},
                                           {"kernel", ProbeKernel},
                                           {"libc", ProbeLibc},
                                           {"cpu", ProbeCpu},
                                           {"nvidia", ProbeNvidia},
                                           {"amd", ProbeAmd},
                                           {"intel", ProbeIntel}}};

// FNV-1a, 64 bits: stable across runs and machines.
class Digest {
 public:
  void Add(std::string_view text) {
    for (const char c : text) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    state_ = (state_ ^ 0xff) * 0x100000001b3u;  // ends a field
  }
  std::string Hex() const {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016" PRIx64, state_);
    return text.data();
  }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325u;
};

void AddIdentity(const Sysroot& sysroot, const std::string& path, Digest& digest) {
  const Reading<FileIdentity> file = sysroot.Stat(path);
  digest.Add(path + (file.ok() ? std::to_string(file.value.inode) + "." + std::to_string(file.value.size) + "." +
                                     std::to_string(file.value.mtime_ns) + "." + std::to_string(file.value.mode) + "." +
                                     std::to_string(file.value.owner) + "." + std::to_string(file.value.group)
                               : "-"));
}

}  // namespace

const std::vector<std::string_view>& ProbeNames() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> list;
    for (const Named& named : kProbes) list.push_back(named.name);
    return list;
  }();
  return names;
}

v1::Host ProbeHost(const Sysroot& sysroot, const compat::Catalog& catalog, const std::vector<std::string>& only) {
  v1::Host host;
  host.set_schema("accel.v1");
  host.set_origin("probed");
  const PciDisplays displays = ListPciDisplays(sysroot);
  const Look look{sysroot, catalog, displays};
  for (const Named& named : kProbes) {
    if (std::find(only.begin(), only.end(), named.name) != only.end()) named.probe(look, host);
  }
  return host;
}

v1::Host ProbeHost(const Sysroot& sysroot, const compat::Catalog& catalog) {
  std::vector<std::string> all(ProbeNames().begin(), ProbeNames().end());
  return ProbeHost(sysroot, catalog, all);
}

std::string Fingerprint(const Sysroot& sysroot) {
  Digest digest;
  digest.Add(ReadTrimmed(sysroot, "/proc/sys/kernel/random/boot_id"));
  for (const char* module : {"nvidia", "amdgpu", "i915", "xe"}) {
    digest.Add(ReadTrimmed(sysroot, std::string("/sys/module/") + module + "/version"));
    digest.Add(ReadTrimmed(sysroot, std::string("/sys/module/") + module + "/srcversion"));
  }
  for (const PciFunction& function : ListPciDisplays(sysroot).functions) {
    digest.Add(function.bus_id + function.vendor + function.device + function.driver);
  }
  for (const char* folder : {"/proc/driver/nvidia/gpus", "/dev/dri"}) {
    for (const std::string& name : sysroot.List(folder).value) AddIdentity(sysroot, std::string(folder) + "/" + name, digest);
  }
  for (const std::string& name : sysroot.List("/dev").value) {
    if (name.starts_with("nvidia")) AddIdentity(sysroot, "/dev/" + name, digest);
  }
  for (const char* soname : {"libcuda.so.1", "libnvidia-ml.so.1", "libze_loader.so.1"}) {
    const std::string library = FindLibrary(sysroot, soname);
    if (!library.empty()) AddIdentity(sysroot, library, digest);
  }
  digest.Add(ReadTrimmed(sysroot, "/sys/class/kfd/kfd/topology/generation_id"));
  for (const char* node : {"/dev/kfd", "/dev/dxg"}) AddIdentity(sysroot, node, digest);
  return digest.Hex();
}

}  // namespace accel::probes
