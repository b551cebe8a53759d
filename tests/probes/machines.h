// SPDX-License-Identifier: Apache-2.0
//
// Building blocks of machines: PCI functions, drivers, KFD nodes, each in the form the kernel
// writes it.
#pragma once

#include <string>

#include "catalog/embedded.h"
#include "compat/catalog.h"
#include "probes/probe_host.h"
#include "tests/probes/fake_sysroot.h"

namespace accel::probes {

inline const compat::Catalog& Embedded() {
  static const auto* catalog =
      new compat::Catalog(*compat::Catalog::FromBinary(catalog::EmbeddedBytes()));
  return *catalog;
}

// A PCI function; `ids` is "10de:1b80", `driver` empty for none.
inline void AddPci(FakeSysroot& machine, const std::string& bus_id, const std::string& ids,
                   const std::string& driver, const std::string& class_code = "0x030000") {
  const std::string folder = "/sys/bus/pci/devices/" + bus_id;
  machine.File(folder + "/vendor", "0x" + ids.substr(0, 4) + "\n");
  machine.File(folder + "/device", "0x" + ids.substr(5) + "\n");
  machine.File(folder + "/class", class_code + "\n");
  if (!driver.empty()) machine.Link(folder + "/driver", "../../../bus/pci/drivers/" + driver);
}

// An empty PC: a bridge on the bus, a processor, glibc nowhere.
inline FakeSysroot Pc() {
  FakeSysroot machine;
  machine.Folder("/dev").Folder("/sys/bus/pci/devices");
  AddPci(machine, "0000:00:00.0", "8086:1237", "", "0x060000");
  machine.File("/proc/sys/kernel/random/boot_id", "4ca8d1b5-3669-46fa-b1b5-d69bc0b33e37\n");
  return machine;
}

inline void AddNvidiaDriver(FakeSysroot& machine, const std::string& version) {
  machine.File("/sys/module/nvidia/version", version + "\n");
  machine.File("/proc/driver/nvidia/version",
               "NVRM version: NVIDIA UNIX x86_64 Kernel Module  " + version +
                   "  Wed Sep 10 20:12:38 UTC 2025\nGCC version:  gcc 12.2.0\n");
  machine.File("/usr/lib/x86_64-linux-gnu/libcuda.so." + version, "");
  machine.Link("/usr/lib/x86_64-linux-gnu/libcuda.so.1", "libcuda.so." + version);
  for (const char* node : {"nvidia0", "nvidiactl", "nvidia-uvm"})
    machine.Device(std::string("/dev/") + node);
}

inline FakeSysroot Gtx1080(const std::string& driver = "580.95.05") {
  FakeSysroot machine = Pc();
  AddPci(machine, "0000:01:00.0", "10de:1b80", "nvidia");
  AddPci(machine, "0000:01:00.1", "10de:10f0", "snd_hda_intel", "0x040300");
  AddNvidiaDriver(machine, driver);
  return machine;
}

struct KfdGpu {
  int node = 1;
  int target_version = 110000;
  int location = 0x300;  // bus << 8 | device << 3 | function
  int device = 0x744c;
  int render_minor = 128;
};

// A node of KFD's topology, its render node, and /dev/kfd.
inline void AddKfd(FakeSysroot& machine, const KfdGpu& gpu) {
  const std::string nodes = "/sys/class/kfd/kfd/topology/nodes/";
  machine.File(nodes + "0/properties", "cpu_cores_count 16\nsimd_count 0\ngfx_target_version 0\n");
  const std::string folder = nodes + std::to_string(gpu.node);
  machine.File(folder + "/properties",
               "cpu_cores_count 0\nsimd_count 192\ngfx_target_version " +
                   std::to_string(gpu.target_version) + "\nvendor_id 4098\ndevice_id " +
                   std::to_string(gpu.device) + "\nlocation_id " + std::to_string(gpu.location) +
                   "\ndomain 0\ndrm_render_minor " + std::to_string(gpu.render_minor) + "\n");
  machine.File(folder + "/mem_banks/0/properties",
               "heap_type 1\nsize_in_bytes 25753026560\nflags 0\n");
  machine.Folder("/sys/module/amdgpu");
  machine.Device("/dev/kfd", 105, 0660);
  machine.Device("/dev/dri/renderD" + std::to_string(gpu.render_minor), 105, 0660);
  machine.File("/etc/group", "root:x:0:\nvideo:x:44:\nrender:x:105:\n");
}

inline const v1::Probe& ProbeOf(const v1::Host& host, const std::string& name) {
  for (const v1::Probe& probe : host.probes()) {
    if (probe.name() == name) return probe;
  }
  static const v1::Probe none;
  return none;
}

}  // namespace accel::probes
