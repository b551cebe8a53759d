// SPDX-License-Identifier: Apache-2.0
#include "probes/amd.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probes/kfd.h"
#include "tests/probes/machines.h"

namespace accel::probes {
namespace {

using ::testing::HasSubstr;

constexpr char kNodes[] = "/sys/class/kfd/kfd/topology/nodes/";

v1::Host Probed(const FakeSysroot& machine) {
  return ProbeHost(machine, Embedded(), {"container", "amd"});
}

FakeSysroot Rx7900() {
  FakeSysroot machine = Pc();
  AddPci(machine, "0000:03:00.0", "1002:744c", "amdgpu");
  AddKfd(machine, {});
  return machine;
}

struct Target {
  std::uint64_t version;
  std::string gfx;
};

// ROCR-Runtime and LLVM AMDGPUUsage agree on these.
TEST(KfdTest, DecodesTargetVersions) {
  for (const Target& target :
       {Target{90000, "gfx900"}, Target{90006, "gfx906"}, Target{90008, "gfx908"},
        Target{90010, "gfx90a"}, Target{90012, "gfx90c"}, Target{90402, "gfx942"},
        Target{90500, "gfx950"}, Target{100300, "gfx1030"}, Target{100306, "gfx1036"},
        Target{110000, "gfx1100"}, Target{110003, "gfx1103"}, Target{110501, "gfx1151"},
        Target{120001, "gfx1201"}, Target{0, ""}, Target{91600, ""}, Target{90016, ""},
        Target{99999999999u, ""}}) {
    EXPECT_EQ(GfxOfTargetVersion(target.version), target.gfx) << target.version;
  }
}

TEST(KfdTest, TellsCpuNodesFromBrokenOnes) {
  bool malformed = true;
  EXPECT_FALSE(ParseKfdNode("cpu_cores_count 16\nsimd_count 0\n", malformed));
  EXPECT_FALSE(malformed);
  EXPECT_FALSE(ParseKfdNode("\x01\x02 garbage", malformed));
  EXPECT_TRUE(malformed);
}

TEST(KfdTest, NodesComeInNumericOrder) {
  FakeSysroot machine = Pc();
  AddKfd(machine, {.node = 10, .target_version = 110000, .location = 0x400});
  AddKfd(machine, {.node = 2,
                   .target_version = 100306,
                   .location = 0x1800,
                   .device = 0x164e,
                   .render_minor = 129});
  const KfdScan scan = ScanKfd(machine);
  ASSERT_EQ(scan.gpus.size(), 2u);
  EXPECT_EQ(scan.gpus[0].gfx, "gfx1036");
  EXPECT_EQ(scan.gpus[0].bus_id, "0000:18:00.0");
  EXPECT_EQ(scan.gpus[1].gfx, "gfx1100");
}

TEST(AmdTest, ReadsADesktopWithAnRx7900) {
  const v1::Host host = Probed(Rx7900());
  ASSERT_EQ(host.gpus_size(), 1);
  const v1::Gpu& gpu = host.gpus(0);
  EXPECT_EQ(gpu.gfx(), "gfx1100");
  EXPECT_EQ(gpu.bus_id(), "0000:03:00.0");
  EXPECT_EQ(gpu.pci_id(), "1002:744c");
  EXPECT_THAT(gpu.name(), HasSubstr("AMD Radeon RX 7900 XT"));
  EXPECT_EQ(gpu.outcome(), v1::Probe::OK);
  EXPECT_EQ(gpu.memory_bytes(), 25753026560u);
  EXPECT_EQ(gpu.evidence(), std::string(kNodes) + "1/properties");
  EXPECT_FALSE(gpu.integrated());
  EXPECT_TRUE(host.amd().kfd());
}

TEST(AmdTest, AnIntegratedGpuMayComeFirst) {
  FakeSysroot machine = Pc();
  AddPci(machine, "0000:18:00.0", "1002:164e", "amdgpu");
  AddPci(machine, "0000:03:00.0", "1002:744c", "amdgpu");
  AddKfd(machine, {.node = 1,
                   .target_version = 100306,
                   .location = 0x1800,
                   .device = 0x164e,
                   .render_minor = 128});
  AddKfd(machine, {.node = 2,
                   .target_version = 110000,
                   .location = 0x300,
                   .device = 0x744c,
                   .render_minor = 129});
  const v1::Host host = Probed(machine);
  ASSERT_EQ(host.gpus_size(), 2);
  EXPECT_EQ(host.gpus(0).gfx(), "gfx1036");
  EXPECT_TRUE(host.gpus(0).integrated());
  EXPECT_EQ(host.gpus(0).visible_index(), 0);
  EXPECT_EQ(host.gpus(1).gfx(), "gfx1100");
  EXPECT_EQ(host.gpus(1).visible_index(), 1);
}

TEST(AmdTest, PartitionsAreGpusOfOneFunction) {
  FakeSysroot machine = Pc();
  AddPci(machine, "0000:05:00.0", "1002:74a1", "amdgpu", "0x120000");
  for (int node = 1; node <= 8; ++node) {
    const int partition = (node - 1) << 28;
    AddKfd(machine, {.node = node,
                     .target_version = 90402,
                     .location = 0x500 | partition,
                     .device = 0x74a1,
                     .render_minor = 127 + node});
  }
  const v1::Host host = Probed(machine);
  ASSERT_EQ(host.gpus_size(), 8);
  for (const v1::Gpu& gpu : host.gpus()) {
    EXPECT_EQ(gpu.gfx(), "gfx942");
    EXPECT_EQ(gpu.bus_id(), "0000:05:00.0");
    EXPECT_EQ(gpu.outcome(), v1::Probe::OK);
  }
  EXPECT_EQ(host.gpus(7).visible_index(), 7);
}

TEST(AmdTest, AnMi210IsGfx90a) {
  FakeSysroot machine = Pc();
  AddKfd(machine, {.node = 2, .target_version = 90010, .location = 0x6300, .device = 0x740f});
  const v1::Host host = Probed(machine);
  ASSERT_EQ(host.gpus_size(), 1);
  EXPECT_EQ(host.gpus(0).gfx(), "gfx90a");
  EXPECT_EQ(host.gpus(0).name(), "AMD Instinct MI210");
  EXPECT_EQ(host.gpus(0).bus_id(), "0000:63:00.0");
}

TEST(AmdTest, ANodeThatMayNotBeReadIsSkippedAndSaid) {
  FakeSysroot machine = Rx7900();
  AddPci(machine, "0000:04:00.0", "1002:744c", "amdgpu");
  AddKfd(machine, {.node = 2, .location = 0x400, .render_minor = 129});
  machine.Deny(std::string(kNodes) + "2/properties");
  const v1::Host host = Probed(machine);
  ASSERT_EQ(host.gpus_size(), 2);
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::OK);
  EXPECT_EQ(host.gpus(1).outcome(), v1::Probe::DENIED);
  EXPECT_EQ(host.gpus(1).bus_id(), "0000:04:00.0");
}

TEST(AmdTest, OnlyDeniedNodesAreNoAbsence) {
  FakeSysroot machine = Pc();
  AddKfd(machine, {});
  machine.Deny(std::string(kNodes) + "1/properties");
  EXPECT_EQ(ProbeOf(Probed(machine), "amd").outcome(), v1::Probe::UNKNOWN);
  EXPECT_THAT(ProbeOf(Probed(machine), "amd").reason(), HasSubstr("may not be read"));
}

TEST(AmdTest, DeniedDeviceNodesNameTheGroup) {
  for (const char* node : {"/dev/kfd", "/dev/dri/renderD128"}) {
    FakeSysroot machine = Rx7900();
    machine.Deny(node);
    const v1::Gpu gpu = Probed(machine).gpus(0);
    EXPECT_EQ(gpu.outcome(), v1::Probe::DENIED);
    EXPECT_THAT(gpu.reason(), HasSubstr(node));
    EXPECT_THAT(gpu.fix(), HasSubstr("group render"));
  }
}

TEST(AmdTest, AContainerWithoutKfdIsToldHowToGetIt) {
  FakeSysroot machine = Rx7900();
  machine.File("/run/.containerenv", "").Remove("/dev/kfd");
  const v1::Gpu gpu = Probed(machine).gpus(0);
  EXPECT_EQ(gpu.outcome(), v1::Probe::UNUSABLE);
  EXPECT_THAT(gpu.fix(), HasSubstr("--device=/dev/kfd"));
}

TEST(AmdTest, WithoutKfdThePciTableTellsTheTarget) {
  FakeSysroot machine = Pc();
  AddPci(machine, "0000:03:00.0", "1002:744c", "amdgpu");
  machine.Folder("/sys/module/amdgpu");
  const v1::Host host = Probed(machine);
  ASSERT_EQ(host.gpus_size(), 1);
  EXPECT_EQ(host.gpus(0).gfx(), "gfx1100");
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::UNUSABLE);
  EXPECT_FALSE(host.amd().kfd());
}

TEST(AmdTest, AGpuWithoutAmdgpuIsUnusable) {
  FakeSysroot machine = Pc();
  AddPci(machine, "0000:03:00.0", "1002:744c", "vfio-pci");
  AddPci(machine, "0000:04:00.0", "1002:6798", "radeon");
  const v1::Host host = Probed(machine);
  ASSERT_EQ(host.gpus_size(), 2);
  EXPECT_THAT(host.gpus(0).reason(), HasSubstr("virtual machine"));
  EXPECT_THAT(host.gpus(1).reason(), HasSubstr("radeon"));
}

TEST(AmdTest, ReadsTheVersionsThatAreThere) {
  FakeSysroot machine = Rx7900();
  machine.File("/sys/module/amdgpu/version", "6.12.12\n")
      .File("/opt/rocm-7.0.1/.info/version", "7.0.1-66\n");
  const v1::Host host = Probed(machine);
  EXPECT_EQ(host.amd().module_version(), "6.12.12");
  EXPECT_EQ(host.amd().rocm_version(), "7.0.1");
}

}  // namespace
}  // namespace accel::probes
