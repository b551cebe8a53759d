// SPDX-License-Identifier: Apache-2.0
#include "probes/nvidia.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probes/nvidia_driver.h"
#include "tests/probes/machines.h"

namespace accel::probes {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

v1::Host Probed(const FakeSysroot& machine) {
  return ProbeHost(machine, Embedded(), {"container", "nvidia"});
}

TEST(NvidiaTest, ReadsADesktopWithAGtx1080) {
  const v1::Host host = Probed(Gtx1080());
  ASSERT_EQ(host.gpus_size(), 1);
  const v1::Gpu& gpu = host.gpus(0);
  EXPECT_EQ(gpu.vendor(), v1::VENDOR_NVIDIA);
  EXPECT_EQ(gpu.name(), "NVIDIA GeForce GTX 1080");
  EXPECT_EQ(gpu.pci_id(), "10de:1b80");
  EXPECT_EQ(gpu.bus_id(), "0000:01:00.0");
  EXPECT_EQ(gpu.compute_capability(), "6.1");
  EXPECT_EQ(gpu.kernel_driver(), "nvidia");
  EXPECT_EQ(gpu.outcome(), v1::Probe::OK);
  EXPECT_EQ(gpu.reason(), "");
  EXPECT_EQ(host.nvidia().version(), "580.95.05");
  EXPECT_EQ(host.nvidia().evidence(), "/sys/module/nvidia/version");
  EXPECT_EQ(host.nvidia().user_space_version(), "580.95.05");
  EXPECT_EQ(host.nvidia().module_flavor(), "proprietary");
  EXPECT_THAT(host.nvidia().device_nodes(),
              ElementsAre("/dev/nvidia-uvm", "/dev/nvidia0", "/dev/nvidiactl"));
  EXPECT_EQ(ProbeOf(host, "nvidia").outcome(), v1::Probe::OK);
  EXPECT_EQ(ProbeOf(host, "nvidia").reason(), "");
}

TEST(NvidiaTest, NoGpuOnTheBusIsAProvenAbsence) {
  const v1::Host host = Probed(Pc());
  EXPECT_EQ(host.gpus_size(), 0);
  EXPECT_FALSE(host.has_nvidia());
  EXPECT_EQ(ProbeOf(host, "nvidia").outcome(), v1::Probe::ABSENT);
}

TEST(NvidiaTest, AnUnreadableBusProvesNothing) {
  EXPECT_EQ(ProbeOf(Probed(Pc().Deny("/sys/bus/pci/devices")), "nvidia").outcome(),
            v1::Probe::UNKNOWN);
  EXPECT_EQ(ProbeOf(Probed(Pc().Break("/sys/bus/pci/devices")), "nvidia").outcome(),
            v1::Probe::UNKNOWN);
  EXPECT_EQ(
      ProbeOf(Probed(Pc().Deny("/sys/bus/pci/devices/0000:00:00.0/class")), "nvidia").outcome(),
      v1::Probe::UNKNOWN);
  EXPECT_EQ(ProbeOf(Probed(FakeSysroot()), "nvidia").outcome(), v1::Probe::UNKNOWN);
  EXPECT_EQ(ProbeOf(Probed(FakeSysroot().Folder("/sys/bus/virtio")), "nvidia").outcome(),
            v1::Probe::ABSENT);
}

TEST(NvidiaTest, ALoadedDriverWithoutAGpuIsNoAbsence) {
  FakeSysroot machine = Pc();
  AddNvidiaDriver(machine, "580.95.05");
  machine.Remove("/dev/nvidia0");
  const v1::Host host = Probed(machine);
  EXPECT_EQ(host.gpus_size(), 0);
  EXPECT_EQ(ProbeOf(host, "nvidia").outcome(), v1::Probe::UNKNOWN);
}

TEST(NvidiaTest, ASandboxWithoutAPciListStillHasItsGpu) {
  FakeSysroot machine;
  AddNvidiaDriver(machine, "580.95.05");
  const v1::Host host = Probed(machine);
  ASSERT_EQ(host.gpus_size(), 1);
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::UNKNOWN);
  EXPECT_EQ(host.gpus(0).evidence(), "/dev/nvidia0");
}

struct Holder {
  std::string driver;
  std::string said;
};

TEST(NvidiaTest, AnotherDriverHoldsTheGpu) {
  for (const Holder& holder :
       {Holder{"nouveau", "nouveau"}, Holder{"nova_core", "nova"},
        Holder{"vfio-pci", "virtual machine"}, Holder{"", "no kernel driver"}}) {
    FakeSysroot machine = Pc();
    AddPci(machine, "0000:01:00.0", "10de:1b80", holder.driver);
    const v1::Host host = Probed(machine);
    ASSERT_EQ(host.gpus_size(), 1);
    EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::UNUSABLE) << holder.driver;
    EXPECT_THAT(host.gpus(0).reason(), HasSubstr(holder.said));
    EXPECT_NE(host.gpus(0).fix(), "");
    EXPECT_EQ(ProbeOf(host, "nvidia").outcome(), v1::Probe::UNUSABLE);
  }
}

TEST(NvidiaTest, ALibraryNewerThanTheModuleNeedsAReboot) {
  FakeSysroot machine = Gtx1080();
  machine.File("/usr/lib/x86_64-linux-gnu/libcuda.so.580.105.08", "");
  machine.Link("/usr/lib/x86_64-linux-gnu/libcuda.so.1", "libcuda.so.580.105.08");
  const v1::Gpu gpu = Probed(machine).gpus(0);
  EXPECT_EQ(gpu.outcome(), v1::Probe::UNUSABLE);
  EXPECT_THAT(gpu.reason(), HasSubstr("needs reboot"));
  EXPECT_THAT(gpu.reason(), HasSubstr("580.105.08"));
  EXPECT_THAT(gpu.fix(), HasSubstr("reboot"));
}

TEST(NvidiaTest, ADriverPastTheLastBranchOfTheGpuNamesThatBranch) {
  FakeSysroot machine = Gtx1080("590.44.01");
  machine.Remove("/sys/bus/pci/devices/0000:01:00.0/driver");
  const v1::Gpu gpu = Probed(machine).gpus(0);
  EXPECT_EQ(gpu.outcome(), v1::Probe::UNUSABLE);
  EXPECT_THAT(gpu.fix(), HasSubstr("R580"));
}

TEST(NvidiaTest, ADriverOlderThanTheGpuIsAContradictionWhenItRunsIt) {
  FakeSysroot machine = Pc();
  AddPci(machine, "0000:01:00.0", "10de:2b85", "nvidia");
  AddNvidiaDriver(machine, "535.54.03");
  EXPECT_EQ(Probed(machine).gpus(0).outcome(), v1::Probe::UNKNOWN);
  machine.Remove("/sys/bus/pci/devices/0000:01:00.0/driver");
  EXPECT_EQ(Probed(machine).gpus(0).outcome(), v1::Probe::UNUSABLE);
}

TEST(NvidiaTest, ABoardNewerThanTheTableIsFoundByRange) {
  FakeSysroot machine = Pc();
  AddPci(machine, "0000:01:00.0", "10de:2bfe", "nvidia");
  AddPci(machine, "0000:02:00.0", "10de:4fff", "nvidia", "0x030200");
  AddNvidiaDriver(machine, "580.95.05");
  const v1::Host host = Probed(machine);
  ASSERT_EQ(host.gpus_size(), 2);
  EXPECT_EQ(host.gpus(0).compute_capability(), "12.0");
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::OK);
  EXPECT_EQ(host.gpus(1).compute_capability(), "");
  EXPECT_EQ(host.gpus(1).outcome(), v1::Probe::UNKNOWN);
  EXPECT_EQ(host.gpus(1).visible_index(), 1);
}

TEST(NvidiaTest, AHybridLaptopListsBothGpus) {
  FakeSysroot machine = Pc();
  AddPci(machine, "0000:00:02.0", "8086:a780", "i915");
  AddPci(machine, "0000:01:00.0", "10de:2717", "nvidia", "0x030000");
  machine.File("/sys/bus/pci/devices/0000:01:00.0/power/runtime_status", "suspended\n");
  AddNvidiaDriver(machine, "570.124.06");
  const v1::Host host = ProbeHost(machine, Embedded());
  ASSERT_EQ(host.gpus_size(), 2);
  EXPECT_EQ(host.gpus(0).compute_capability(), "8.9");
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::OK);
  EXPECT_EQ(host.gpus(1).vendor(), v1::VENDOR_INTEL);
  EXPECT_EQ(host.gpus(1).outcome(), v1::Probe::UNUSABLE);
}

TEST(NvidiaTest, NeverReadsWhatWakesLocksOrLogs) {
  FakeSysroot machine = Gtx1080();
  machine.File("/proc/driver/nvidia/gpus/0000:01:00.0/power", "Runtime D3 status: Enabled\n");
  machine.File("/proc/driver/nvidia/gpus/0000:01:00.0/information",
               "Model: NVIDIA GeForce GTX 1080\n");
  machine.File("/sys/bus/pci/devices/0000:01:00.0/config", "");
  ProbeHost(machine, Embedded());
  Fingerprint(machine);
  EXPECT_THAT(machine.reads(), Contains("/sys/bus/pci/devices/0000:01:00.0/device"));
  EXPECT_THAT(machine.reads(), Not(Contains("/proc/driver/nvidia/gpus/0000:01:00.0/power")));
  EXPECT_THAT(machine.reads(), Not(Contains("/proc/driver/nvidia/gpus/0000:01:00.0/information")));
  EXPECT_THAT(machine.reads(), Not(Contains("/sys/bus/pci/devices/0000:01:00.0/config")));
}

TEST(NvidiaTest, AContainerWithoutNodesWasNotHandedTheGpu) {
  FakeSysroot machine = Gtx1080();
  machine.File("/.dockerenv", "");
  for (const char* node : {"/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia-uvm"})
    machine.Remove(node);
  const v1::Gpu gpu = Probed(machine).gpus(0);
  EXPECT_EQ(gpu.outcome(), v1::Probe::UNUSABLE);
  EXPECT_THAT(gpu.fix(), HasSubstr("--gpus"));
}

TEST(NvidiaTest, OnBareMetalNodesAppearWithTheFirstUse) {
  FakeSysroot machine = Gtx1080();
  for (const char* node : {"/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia-uvm"})
    machine.Remove(node);
  EXPECT_EQ(Probed(machine).gpus(0).outcome(), v1::Probe::OK);
}

TEST(NvidiaTest, AContainerIsHandedTheGpusThatProcLists) {
  FakeSysroot machine = Gtx1080();
  AddPci(machine, "0000:02:00.0", "10de:1b80", "nvidia");
  machine.File("/.dockerenv", "").Folder("/proc/driver/nvidia/gpus/0000:01:00.0");
  const v1::Host host = Probed(machine);
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::OK);
  EXPECT_EQ(host.gpus(1).outcome(), v1::Probe::UNUSABLE);
}

TEST(NvidiaTest, AContainerWithoutTheComputeCapabilityHasNoLibcuda) {
  FakeSysroot machine = Gtx1080();
  machine.File("/.dockerenv", "").Remove("/usr/lib/x86_64-linux-gnu");
  EXPECT_THAT(Probed(machine).gpus(0).fix(), HasSubstr("NVIDIA_DRIVER_CAPABILITIES"));
}

TEST(NvidiaTest, DeniedNodesNameTheGroup) {
  FakeSysroot machine = Gtx1080();
  machine.Device("/dev/nvidiactl", 44, 0660)
      .Deny("/dev/nvidiactl")
      .File("/etc/group", "video:x:44:\n");
  const v1::Host host = Probed(machine);
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::DENIED);
  EXPECT_THAT(host.gpus(0).fix(), HasSubstr("group video"));
  EXPECT_EQ(ProbeOf(host, "nvidia").outcome(), v1::Probe::DENIED);
}

TEST(NvidiaTest, WslKnowsTheDriverButNotTheGpu) {
  FakeSysroot machine;
  machine.Named("5.15.153.1-microsoft-standard-WSL2", "x86_64")
      .Device("/dev/dxg")
      .File("/usr/lib/wsl/lib/libcuda.so.1", "");
  machine.Folder("/sys/bus/pci/devices");
  const v1::Host host = Probed(machine);
  ASSERT_EQ(host.gpus_size(), 1);
  EXPECT_TRUE(host.nvidia().wsl());
  EXPECT_EQ(host.nvidia().libcuda_path(), "/usr/lib/wsl/lib/libcuda.so.1");
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::UNKNOWN);
  EXPECT_THAT(host.gpus(0).fix(), HasSubstr("--host"));
  EXPECT_EQ(host.container().kind(), "wsl");
}

TEST(NvidiaTest, ALinuxDriverInsideWslIsInTheWay) {
  FakeSysroot machine;
  machine.Device("/dev/dxg")
      .File("/usr/lib/wsl/lib/libcuda.so.1", "")
      .Folder("/sys/bus/pci/devices");
  machine.File("/usr/lib/x86_64-linux-gnu/libcuda.so.570.124.06", "");
  machine.Link("/usr/lib/x86_64-linux-gnu/libcuda.so.1", "libcuda.so.570.124.06");
  EXPECT_EQ(Probed(machine).gpus(0).outcome(), v1::Probe::UNUSABLE);
}

TEST(NvidiaTest, DxgAloneIsNoCuda) {
  FakeSysroot machine;
  machine.Device("/dev/dxg").Folder("/usr/lib/wsl/lib").Folder("/sys/bus/pci/devices");
  EXPECT_EQ(ProbeOf(Probed(machine), "nvidia").outcome(), v1::Probe::ABSENT);
  machine.Remove("/usr/lib/wsl");
  EXPECT_EQ(ProbeOf(Probed(machine), "nvidia").outcome(), v1::Probe::UNKNOWN);
}

FakeSysroot Jetson(const std::string& chip) {
  FakeSysroot machine;
  machine.Named("5.15.148-tegra", "aarch64")
      .Folder("/sys/bus/pci/devices")
      .Folder("/sys/module/nvgpu");
  machine.File("/etc/nv_tegra_release",
               "# R36 (release), REVISION: 4.3, GCID: 38968081, BOARD: generic\n");
  machine.File("/proc/device-tree/compatible", "nvidia,p3768-0000+p3767-0005" +
                                                   std::string(1, '\0') + "nvidia," + chip +
                                                   std::string(1, '\0'));
  return machine;
}

TEST(NvidiaTest, AJetsonTellsItsChip) {
  const std::pair<const char*, const char*> chips[] = {
      {"tegra194", "7.2"}, {"tegra234", "8.7"}, {"tegra264", "11.0"}};
  for (const auto& [chip, capability] : chips) {
    const v1::Host host = Probed(Jetson(chip));
    ASSERT_EQ(host.gpus_size(), 1);
    EXPECT_EQ(host.gpus(0).compute_capability(), capability);
    EXPECT_TRUE(host.gpus(0).tegra());
    EXPECT_TRUE(host.gpus(0).integrated());
    EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::OK);
    EXPECT_EQ(host.gpus(0).evidence(), "/proc/device-tree/compatible");
  }
}

TEST(NvidiaTest, AnUnknownTegraChipIsUnknownNotAbsent) {
  const v1::Host host = Probed(Jetson("tegra999"));
  ASSERT_EQ(host.gpus_size(), 1);
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::UNKNOWN);
}

TEST(NvidiaTest, ThorsPciFunctionIsTheChipItself) {
  FakeSysroot machine = Jetson("tegra264");
  AddPci(machine, "0000:01:00.0", "10de:2b00", "nvidia");
  machine.File("/sys/module/nvidia/version", "580.00\n");
  const v1::Host host = Probed(machine);
  ASSERT_EQ(host.gpus_size(), 1);
  EXPECT_TRUE(host.gpus(0).tegra());
  EXPECT_EQ(host.gpus(0).bus_id(), "0000:01:00.0");
}

TEST(NvidiaDriverTest, SplitsTheVersionLineAtTwoSpaces) {
  const auto open = ParseNvrmVersion(
      "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build  "
      "(dvs-builder@U22)\n");
  ASSERT_TRUE(open);
  EXPECT_EQ(open->version, "580.95.05");
  EXPECT_EQ(open->flavor, "open");
  const auto closed = ParseNvrmVersion(
      "NVRM version: NVIDIA UNIX x86_64 Kernel Module  520.56.06  Thu Oct  6 21:38:55 UTC 2022");
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->version, "520.56.06");
  EXPECT_EQ(closed->flavor, "proprietary");
  for (const char* text : {"", "NVRM version:", "NVRM version: NVIDIA 580.95.05",
                           "NVRM version: x  y  z", "junk  580.95.05  junk"}) {
    EXPECT_FALSE(ParseNvrmVersion(text)) << text;
  }
}

TEST(NvidiaDriverTest, ReadsLibcudasVersionFromItsName) {
  EXPECT_EQ(VersionOfLibcuda("/usr/lib64/libcuda.so.580.95.05"), "580.95.05");
  EXPECT_EQ(VersionOfLibcuda("/usr/lib/wsl/lib/libcuda.so.1.1"), "");
  EXPECT_EQ(VersionOfLibcuda("/usr/lib64/libcuda.so.1"), "");
  EXPECT_EQ(VersionOfLibcuda("/usr/lib64/libnvidia-ml.so.580.95.05"), "");
}

TEST(NvidiaDriverTest, FallsBackToProcAndSaysWhatIsBroken) {
  FakeSysroot machine = Gtx1080();
  machine.File("/sys/module/nvidia/version", "\xff\xfe garbage");
  EXPECT_EQ(ScanNvidiaDriver(machine).driver.evidence(), "/proc/driver/nvidia/version");
  machine.File("/proc/driver/nvidia/version", "garbage");
  const NvidiaDriverScan scan = ScanNvidiaDriver(machine);
  EXPECT_TRUE(scan.loaded);
  EXPECT_NE(scan.trouble, "");
  EXPECT_EQ(Probed(machine).gpus(0).outcome(), v1::Probe::UNKNOWN);
}

}  // namespace
}  // namespace accel::probes
