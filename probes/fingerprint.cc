// SPDX-License-Identifier: Apache-2.0
//
// Everything whose change can change the facts, folded into 64 bits (FNV-1a). What goes in follows
// prefix-dev/rattler's fingerprint, plus what decides access.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "probes/kfd.h"
#include "probes/libraries.h"
#include "probes/nvidia_driver.h"
#include "probes/pci.h"
#include "probes/probe_host.h"

namespace accel::probes {
namespace {

class Digest {
 public:
  // Lengths go in first, so that "ab"+"c" is not "a"+"bc".
  void Add(std::string_view text) {
    AddNumber(text.size());
    for (const char c : text) AddByte(static_cast<std::uint8_t>(c));
  }
  void AddNumber(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) AddByte(static_cast<std::uint8_t>(number >> shift));
  }
  std::string Hex() const {
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4)
      text += "0123456789abcdef"[(state_ >> shift) & 0xf];
    return text;
  }

 private:
  void AddByte(std::uint8_t byte) { state_ = (state_ ^ byte) * 0x100000001b3u; }
  std::uint64_t state_ = 0xcbf29ce484222325u;
};

void AddFile(const Sysroot& sysroot, std::string_view path, Digest& digest) {
  const Reading<std::string> text = sysroot.Read(path, 4096);
  digest.AddNumber(static_cast<std::uint64_t>(text.seen));
  digest.Add(text.value);
}

void AddIdentity(const Sysroot& sysroot, std::string_view path, Digest& digest) {
  const Reading<FileIdentity> file = sysroot.Stat(path);
  digest.AddNumber(static_cast<std::uint64_t>(file.seen));
  digest.AddNumber(file.value.device);
  digest.AddNumber(file.value.inode);
  digest.AddNumber(file.value.size);
  digest.AddNumber(static_cast<std::uint64_t>(file.value.mtime_ns));
}

void AddAccess(const Sysroot& sysroot, const std::string& path, Digest& digest) {
  digest.Add(path);
  digest.AddNumber(static_cast<std::uint64_t>(sysroot.MayOpen(path)));
}

void AddDrivers(const Sysroot& sysroot, Digest& digest) {
  AddFile(sysroot, "/proc/sys/kernel/random/boot_id", digest);
  for (const char* module : {"nvidia", "amdgpu", "i915", "xe"}) {
    const std::string folder = std::string("/sys/module/") + module;
    AddFile(sysroot, folder + "/version", digest);
    AddFile(sysroot, folder + "/srcversion", digest);
  }
  AddFile(sysroot, "/proc/driver/nvidia/version", digest);
  AddFile(sysroot, std::string(kKfdTopology) + "/generation_id", digest);
  AddFile(sysroot, "/etc/nv_tegra_release", digest);
}

void AddDevices(const Sysroot& sysroot, Digest& digest) {
  const PciScan pci = ScanPci(sysroot);
  digest.AddNumber(static_cast<std::uint64_t>(pci.seen));
  for (const PciDisplay& display : pci.displays) {
    for (const std::string& part : {display.bus_id, display.vendor, display.device, display.driver})
      digest.Add(part);
  }
  for (const std::string& name : sysroot.List("/proc/driver/nvidia/gpus").value) digest.Add(name);
  for (const std::string& node : ListNvidiaNodes(sysroot)) AddAccess(sysroot, node, digest);
  for (const std::string& name : sysroot.List("/dev/dri").value)
    AddAccess(sysroot, "/dev/dri/" + name, digest);
  for (const char* node : {"/dev/kfd", "/dev/dxg", "/dev/nvmap"}) AddAccess(sysroot, node, digest);
}

void AddLibraries(const Sysroot& sysroot, Digest& digest) {
  for (const char* name :
       {"libcuda.so.1", "libnvidia-ml.so.1", "libze_loader.so.1", "libze_intel_gpu.so.1"}) {
    AddIdentity(sysroot, FindInFolders(sysroot, name), digest);
  }
  for (const char* path : {"/etc/ld.so.cache", "/opt/rocm/.info/version", "/bin/sh"})
    AddIdentity(sysroot, path, digest);
}

}  // namespace

std::string Fingerprint(const Sysroot& sysroot) {
  Digest digest;
  AddDrivers(sysroot, digest);
  AddDevices(sysroot, digest);
  AddLibraries(sysroot, digest);
  return digest.Hex();
}

}  // namespace accel::probes
