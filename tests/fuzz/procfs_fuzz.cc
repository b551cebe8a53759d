// SPDX-License-Identifier: Apache-2.0
//
// The same text in every file that the probes read: the facts can be printed as JSON, and whatever
// is not OK says why.
#include <google/protobuf/util/json_util.h>

#include <string>

#include "tests/fuzz/require.h"
#include "tests/probes/machines.h"

namespace {

// Every file kind once; `driver` is what the function's driver link leads to.
accel::probes::FakeSysroot Machine(const std::string& text) {
  accel::probes::FakeSysroot machine = accel::probes::Gtx1080();
  accel::probes::AddPci(machine, "0000:05:00.0", "8086:e20b", "xe");
  accel::probes::AddKfd(machine, {});
  for (const char* path :
       {"/proc/cpuinfo", "/proc/1/cgroup", "/run/systemd/container", "/etc/ld.so.cache",
        "/etc/nv_tegra_release", "/etc/group", "/proc/device-tree/compatible",
        "/sys/devices/soc0/family", "/opt/rocm/.info/version", "/sys/module/amdgpu/version",
        "/sys/module/nvidia/version", "/proc/driver/nvidia/version", "/lib/apk/db/installed",
        "/lib/ld-musl-x86_64.so.1", "/bin/sh", "/sys/class/kfd/kfd/topology/nodes/1/properties",
        "/sys/class/kfd/kfd/topology/nodes/1/mem_banks/0/properties",
        "/proc/sys/kernel/random/boot_id", "/sys/bus/pci/devices/0000:05:00.0/device"}) {
    machine.File(path, text);
  }
  return machine;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using accel::fuzz::Require;
  const accel::probes::FakeSysroot machine = Machine(std::string(accel::fuzz::Text(data, size)));
  const accel::v1::Host host = accel::probes::ProbeHost(machine, accel::probes::Embedded());
  std::string json;
  Require(google::protobuf::util::MessageToJsonString(host, &json).ok(),
          "facts can be printed as JSON");
  for (const accel::v1::Probe& probe : host.probes()) {
    Require((probe.outcome() == accel::v1::Probe::OK) == probe.reason().empty(),
            "whatever is not OK says why");
  }
  Require(accel::probes::ProbeOf(host, "nvidia").outcome() != accel::v1::Probe::ABSENT,
          "a GPU on the bus is never absent");
  Require(accel::probes::Fingerprint(machine).size() == 16, "a fingerprint has 16 digits");
  return 0;
}
