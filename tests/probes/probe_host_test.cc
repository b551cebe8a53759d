// SPDX-License-Identifier: Apache-2.0
#include "probes/probe_host.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "tests/probes/machines.h"

namespace accel::probes {
namespace {

using ::testing::ElementsAre;

// A machine with a GPU of every vendor.
FakeSysroot Everything() {
  FakeSysroot machine = Gtx1080();
  AddPci(machine, "0000:03:00.0", "1002:744c", "amdgpu");
  AddPci(machine, "0000:05:00.0", "8086:e20b", "xe");
  AddKfd(machine, {});
  machine.File("/proc/cpuinfo", "flags : fpu lm\n")
      .File("/run/systemd/container", "lxc")
      .File("/etc/ld.so.cache", "cache");
  machine.File("/sys/class/kfd/kfd/topology/generation_id", "2\n")
      .File("/opt/rocm/.info/version", "7.2.0\n");
  machine.File("/lib/x86_64-linux-gnu/libc.so.6", "")
      .File("/bin/sh", "")
      .File("/proc/1/cgroup", "0::/\n");
  return machine;
}

bool IsJson(const v1::Host& host) {
  std::string json;
  return google::protobuf::util::MessageToJsonString(host, &json).ok() && !json.empty();
}

TEST(ProbeHostTest, OneProbeEachInOrder) {
  const v1::Host host = ProbeHost(Everything(), Embedded());
  std::vector<std::string> names;
  for (const v1::Probe& probe : host.probes()) names.push_back(probe.name());
  EXPECT_THAT(names, ElementsAre("container", "kernel", "libc", "cpu", "nvidia", "amd", "intel"));
  EXPECT_EQ(host.schema(), "accel.v1");
  EXPECT_EQ(host.origin(), "probed");
  EXPECT_EQ(host.gpus_size(), 3);
}

TEST(ProbeHostTest, EveryOutcomeButOkHasAReason) {
  for (const FakeSysroot& machine : {FakeSysroot(), Pc(), Everything()}) {
    const v1::Host host = ProbeHost(machine, Embedded());
    for (const v1::Probe& probe : host.probes()) {
      EXPECT_NE(probe.outcome(), v1::Probe::UNSPECIFIED) << probe.name();
      EXPECT_EQ(probe.outcome() == v1::Probe::OK, probe.reason().empty())
          << probe.ShortDebugString();
    }
    for (const v1::Gpu& gpu : host.gpus()) {
      EXPECT_EQ(gpu.outcome() == v1::Probe::OK, gpu.reason().empty()) << gpu.ShortDebugString();
    }
  }
}

TEST(ProbeHostTest, GarbageInAnyOneFileCostsNoOtherProbe) {
  const std::string garbage("\xff\x00\x1b[31m\n\n=:  \x80 99999999999999999999 \xc3", 34);
  const v1::Host whole = ProbeHost(Everything(), Embedded());
  for (const std::string& path : Everything().FilePaths()) {
    FakeSysroot machine = Everything();
    machine.File(path, garbage);
    const v1::Host host = ProbeHost(machine, Embedded());
    EXPECT_EQ(host.probes_size(), whole.probes_size()) << path;
    EXPECT_TRUE(IsJson(host)) << path;
    for (const char* vendor : {"nvidia", "amd", "intel"}) {
      EXPECT_NE(ProbeOf(host, vendor).outcome(), v1::Probe::ABSENT) << path << " " << vendor;
    }
  }
}

TEST(ProbeHostTest, GarbageInAllFilesIsStillAnAnswer) {
  FakeSysroot machine = Everything();
  for (const std::string& path : machine.FilePaths())
    machine.File(path, std::string("\x7f"
                                   "ELF\xff\x00\xfe",
                                   7));
  const v1::Host host = ProbeHost(machine, Embedded());
  EXPECT_TRUE(IsJson(host));
  for (const char* vendor : {"nvidia", "amd", "intel"}) {
    EXPECT_EQ(ProbeOf(host, vendor).outcome(), v1::Probe::UNKNOWN) << vendor;
  }
}

TEST(ProbeHostTest, DeniedFilesAreNeverAbsence) {
  FakeSysroot machine = Everything();
  for (const std::string& path : machine.FilePaths()) machine.Deny(path);
  const v1::Host host = ProbeHost(machine, Embedded());
  for (const char* vendor : {"nvidia", "amd", "intel"}) {
    EXPECT_NE(ProbeOf(host, vendor).outcome(), v1::Probe::ABSENT) << vendor;
    EXPECT_NE(ProbeOf(host, vendor).outcome(), v1::Probe::OK) << vendor;
  }
}

TEST(ProbeHostTest, RunsOnlyWhatIsAskedFor) {
  const v1::Host host = ProbeHost(Everything(), Embedded(), {"cpu"});
  EXPECT_EQ(host.probes_size(), 1);
  EXPECT_EQ(host.gpus_size(), 0);
}

TEST(FingerprintTest, StaysWhileNothingChanges) {
  EXPECT_EQ(Fingerprint(Everything()), Fingerprint(Everything()));
}

TEST(FingerprintTest, ChangesWithWhatChangesTheFacts) {
  const std::string before = Fingerprint(Everything());
  EXPECT_EQ(before.size(), 16u);
  const auto changed = [&](FakeSysroot machine) { return Fingerprint(machine) != before; };
  EXPECT_TRUE(changed(Everything().File("/proc/sys/kernel/random/boot_id", "another\n")));
  EXPECT_TRUE(changed(Everything().File("/sys/module/nvidia/version", "590.44.01\n")));
  EXPECT_TRUE(changed(Everything().Remove("/sys/bus/pci/devices/0000:05:00.0")));
  EXPECT_TRUE(changed(
      Everything().Link("/sys/bus/pci/devices/0000:01:00.0/driver", "../drivers/vfio-pci")));
  EXPECT_TRUE(changed(Everything().Device("/dev/nvidia1")));
  EXPECT_TRUE(changed(Everything().Remove("/dev/nvidia0")));
  EXPECT_TRUE(changed(Everything().Deny("/dev/kfd")));
  EXPECT_TRUE(
      changed(Everything().Link("/usr/lib/x86_64-linux-gnu/libcuda.so.1", "libcuda.so.1.1")));
  EXPECT_TRUE(changed(Everything().File("/sys/class/kfd/kfd/topology/generation_id", "3\n")));
  EXPECT_TRUE(changed(Everything().Device("/dev/dxg")));
}

}  // namespace
}  // namespace accel::probes
