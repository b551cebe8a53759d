// SPDX-License-Identifier: Apache-2.0
#include "probes/intel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/machines.h"

namespace accel::probes {
namespace {

using ::testing::HasSubstr;

v1::Host Probed(const FakeSysroot& machine) {
  return ProbeHost(machine, Embedded(), {"container", "intel"});
}

FakeSysroot ArcB580() {
  FakeSysroot machine = Pc();
  AddPci(machine, "0000:03:00.0", "8086:e20b", "xe");
  machine.Folder("/sys/bus/pci/devices/0000:03:00.0/drm/card0")
      .Folder("/sys/bus/pci/devices/0000:03:00.0/drm/renderD128");
  machine.Device("/dev/dri/renderD128", 105, 0660).File("/etc/group", "render:x:105:\n");
  machine.File("/usr/lib/x86_64-linux-gnu/libze_loader.so.1.18.5", "");
  machine.Link("/usr/lib/x86_64-linux-gnu/libze_loader.so.1", "libze_loader.so.1.18.5");
  machine.File("/usr/lib/x86_64-linux-gnu/libze_intel_gpu.so.1", "");
  return machine;
}

TEST(IntelTest, ReadsAnArcB580) {
  const v1::Host host = Probed(ArcB580());
  ASSERT_EQ(host.gpus_size(), 1);
  EXPECT_EQ(host.gpus(0).device_ip(), "20.1.0");
  EXPECT_EQ(host.gpus(0).name(), "Intel Arc B580 Graphics");
  EXPECT_FALSE(host.gpus(0).integrated());
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::OK);
  EXPECT_EQ(host.intel().module(), "xe");
  EXPECT_EQ(host.intel().level_zero_loader(), "/usr/lib/x86_64-linux-gnu/libze_loader.so.1");
  EXPECT_EQ(ProbeOf(host, "intel").outcome(), v1::Probe::OK);
}

TEST(IntelTest, WithoutTheLoaderThePackageIsNamed) {
  FakeSysroot machine = ArcB580();
  machine.Remove("/usr/lib/x86_64-linux-gnu/libze_loader.so.1");
  const v1::Gpu gpu = Probed(machine).gpus(0);
  EXPECT_EQ(gpu.outcome(), v1::Probe::UNUSABLE);
  EXPECT_THAT(gpu.fix(), HasSubstr("libze1"));
}

TEST(IntelTest, TheLoaderAloneIsNotEnough) {
  FakeSysroot machine = ArcB580();
  machine.Remove("/usr/lib/x86_64-linux-gnu/libze_intel_gpu.so.1");
  EXPECT_THAT(Probed(machine).gpus(0).fix(), HasSubstr("libze-intel-gpu1"));
}

TEST(IntelTest, ADisplayDeviceIsNoXpu) {
  FakeSysroot machine = Pc();
  AddPci(machine, "0000:00:02.0", "8086:4680", "i915");
  const v1::Host host = Probed(machine);
  ASSERT_EQ(host.gpus_size(), 1);
  EXPECT_EQ(host.gpus(0).name(), "Intel UHD Graphics 770");
  EXPECT_TRUE(host.gpus(0).integrated());
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::UNUSABLE);
  EXPECT_THAT(host.gpus(0).reason(), HasSubstr("display device"));
  EXPECT_EQ(ProbeOf(host, "intel").outcome(), v1::Probe::UNUSABLE);
}

TEST(IntelTest, ADeviceOutsideTheTableNeverCounts) {
  FakeSysroot machine = Pc();
  AddPci(machine, "0000:00:02.0", "8086:0166", "i915");
  const v1::Gpu gpu = Probed(machine).gpus(0);
  EXPECT_EQ(gpu.outcome(), v1::Probe::UNUSABLE);
  EXPECT_TRUE(gpu.integrated());
  EXPECT_EQ(gpu.device_ip(), "");
}

TEST(IntelTest, AGpuWithoutItsDriverIsUnusable) {
  for (const char* driver : {"", "vfio-pci"}) {
    FakeSysroot machine = ArcB580();
    machine.Remove("/sys/bus/pci/devices/0000:03:00.0/driver");
    AddPci(machine, "0000:03:00.0", "8086:e20b", driver);
    EXPECT_EQ(Probed(machine).gpus(0).outcome(), v1::Probe::UNUSABLE) << driver;
  }
}

TEST(IntelTest, ADeniedRenderNodeNamesTheGroup) {
  FakeSysroot machine = ArcB580();
  machine.Deny("/dev/dri/renderD128");
  const v1::Gpu gpu = Probed(machine).gpus(0);
  EXPECT_EQ(gpu.outcome(), v1::Probe::DENIED);
  EXPECT_THAT(gpu.fix(), HasSubstr("render"));
}

TEST(IntelTest, AContainerWithoutTheRenderNodeIsToldSo) {
  FakeSysroot machine = ArcB580();
  machine.File("/.dockerenv", "").Remove("/dev/dri");
  EXPECT_THAT(Probed(machine).gpus(0).fix(), HasSubstr("--device=/dev/dri"));
}

}  // namespace
}  // namespace accel::probes
