// SPDX-License-Identifier: Apache-2.0
#include "compat/describe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "catalog/embedded.h"
#include "compat/gpu_names.h"

namespace accel::compat {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const Catalog& Embedded() {
  static const Catalog* catalog =
      new Catalog(*Catalog::FromBinary(catalog::EmbeddedBytes()));  // lives as long as the test
  return *catalog;
}

v1::Host Describe(const std::string& text) {
  const absl::StatusOr<v1::Host> host = DescribeHost(text, Embedded());
  EXPECT_TRUE(host.ok()) << text << ": " << host.status();
  return host.ok() ? *host : v1::Host();
}

std::string ErrorOf(const std::string& text) {
  const absl::StatusOr<v1::Host> host = DescribeHost(text, Embedded());
  return host.ok() ? "" : std::string(Message(host.status()));
}

std::string ArchitectureOf(const v1::Gpu& gpu) {
  if (!gpu.compute_capability().empty()) return gpu.compute_capability();
  return gpu.gfx().empty() ? gpu.device_ip() : gpu.gfx();
}

struct Named {
  std::string name;
  std::string architecture;
};

class GpuNameTest : public ::testing::TestWithParam<Named> {};

TEST_P(GpuNameTest, GivesTheArchitecture) {
  const v1::Host host = Describe("gpu=" + GetParam().name + ",driver=580.95.05");
  ASSERT_EQ(host.gpus_size(), 1);
  EXPECT_EQ(ArchitectureOf(host.gpus(0)), GetParam().architecture) << host.gpus(0).name();
}

INSTANTIATE_TEST_SUITE_P(
    People, GpuNameTest,
    ::testing::Values(
        Named{"GTX 1080", "6.1"}, Named{"gtx 1080 ti", "6.1"}, Named{"RTX 4090", "8.9"},
        Named{"RTX 3090", "8.6"}, Named{"RTX 5090", "12.0"}, Named{"H100", "9.0"},
        Named{"V100", "7.0"}, Named{"A100", "8.0"}, Named{"T4", "7.5"}, Named{"Tesla K80", "3.7"},
        Named{"B200", "10.0"}, Named{"GB10", "12.1"}, Named{"Orin", "8.7"},
        Named{"Jetson AGX Orin", "8.7"}, Named{"Thor", "11.0"},
        Named{"NVIDIA GeForce RTX 4090 Laptop GPU", "8.9"}, Named{"Tesla V100-PCIE-16GB", "7.0"},
        Named{"NVIDIA A100-SXM4-80GB", "8.0"}, Named{"NVIDIA H100 80GB HBM3", "9.0"},
        Named{"rtx4090", "8.9"}, Named{"GTX 1060", "6.1"}, Named{"L4", "8.9"}, Named{"L40S", "8.9"},
        Named{"H200", "9.0"}, Named{"RX 7900 XTX", "gfx1100"},
        Named{"AMD Radeon RX 7900 XT", "gfx1100"}, Named{"7900 GRE", "gfx1100"},
        Named{"RX 6900 XT", "gfx1030"}, Named{"RX 9070 XT", "gfx1201"}, Named{"MI300X", "gfx942"},
        Named{"MI210", "gfx90a"}, Named{"MI250X", "gfx90a"}, Named{"Arc B580", "20.1.0"},
        Named{"B580", "20.1.0"}, Named{"Intel Arc A770", "12.55.8"}, Named{"UHD 770", "12.2.0"},
        Named{"Intel(R) UHD Graphics 770", "12.2.0"}, Named{"Max 1550", "12.60.7"}));

INSTANTIATE_TEST_SUITE_P(Machines, GpuNameTest,
                         ::testing::Values(Named{"10de:1b80", "6.1"}, Named{"10DE:1B80", "6.1"},
                                           Named{"sm_61", "6.1"}, Named{"sm_120", "12.0"},
                                           Named{"gfx1100", "gfx1100"}, Named{"gfx90a", "gfx90a"},
                                           Named{"8086:e20b", "20.1.0"},
                                           Named{"1002:744c", "gfx1100"},
                                           Named{"10de:2bff", "12.0"}, Named{"tegra234", "8.7"}));

TEST(DescribeTest, AGtx1080IsNeitherTheTiNorTheMobile) {
  const v1::Host host = Describe("gpu=GTX 1080,driver=580.95.05");
  EXPECT_EQ(host.gpus(0).pci_id(), "10de:1b80");
  EXPECT_EQ(host.gpus(0).name(), "NVIDIA GeForce GTX 1080");
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::OK);
}

TEST(DescribeTest, SaysWhatTheHostIs) {
  const v1::Host host = Describe(
      "gpu=RTX 4090, gpu=GTX 1080, driver=535.54.03, arch=x86_64, glibc=2.36, cpu=x86-64-v3");
  EXPECT_EQ(host.schema(), "accel.v1");
  EXPECT_EQ(host.origin(),
            "description gpu=RTX 4090, gpu=GTX 1080, driver=535.54.03, arch=x86_64, glibc=2.36, "
            "cpu=x86-64-v3");
  EXPECT_EQ(host.nvidia().version(), "535.54.03");
  EXPECT_EQ(host.cpu().architecture(), "x86_64");
  EXPECT_EQ(host.cpu().level(), "x86-64-v3");
  EXPECT_EQ(host.libc().kind(), "glibc");
  EXPECT_EQ(host.libc().version(), "2.36");
  ASSERT_EQ(host.gpus_size(), 2);
  EXPECT_EQ(host.gpus(1).visible_index(), 1);
  ASSERT_EQ(host.probes_size(), 3);
  EXPECT_EQ(host.probes(0).outcome(), v1::Probe::OK);
  EXPECT_EQ(host.probes(1).outcome(), v1::Probe::ABSENT);
}

TEST(DescribeTest, WithoutADriverAnNvidiaGpuIsUnusable) {
  const v1::Host host = Describe("gpu=RTX 4090");
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::UNUSABLE);
  EXPECT_EQ(host.gpus(0).reason(), "no driver in the description");
  EXPECT_THAT(host.gpus(0).fix(), HasSubstr("driver="));
  EXPECT_FALSE(host.has_nvidia());
}

TEST(DescribeTest, ATegraChipBringsItsDriver) {
  const v1::Host host = Describe("gpu=tegra234");
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::OK);
  EXPECT_TRUE(host.gpus(0).tegra());
  EXPECT_EQ(host.cpu().architecture(), "aarch64");
}

TEST(DescribeTest, ADriverMustSupportTheGpu) {
  const v1::Gpu too_new = Describe("gpu=GTX 1080,driver=590.44.01").gpus(0);
  EXPECT_EQ(too_new.outcome(), v1::Probe::UNUSABLE);
  EXPECT_THAT(too_new.fix(), HasSubstr("R580"));
  const v1::Gpu too_old = Describe("gpu=RTX 5090,driver=535.54.03").gpus(0);
  EXPECT_EQ(too_old.outcome(), v1::Probe::UNUSABLE);
  EXPECT_THAT(too_old.fix(), HasSubstr("R570"));
  const v1::Gpu kepler = Describe("gpu=Tesla K80,driver=580.95.05").gpus(0);
  EXPECT_EQ(kepler.outcome(), v1::Probe::UNUSABLE);
  EXPECT_THAT(kepler.fix(), HasSubstr("R470"));
}

TEST(DescribeTest, AnotherModuleHoldsTheGpu) {
  const v1::Gpu nouveau = Describe("gpu=GTX 1080,module=nouveau").gpus(0);
  EXPECT_EQ(nouveau.outcome(), v1::Probe::UNUSABLE);
  EXPECT_EQ(nouveau.kernel_driver(), "nouveau");
  EXPECT_THAT(nouveau.reason(), HasSubstr("nouveau"));
  EXPECT_EQ(Describe("gpu=RTX 4090,driver=580.95.05,module=vfio-pci").gpus(0).outcome(),
            v1::Probe::UNUSABLE);
  EXPECT_EQ(Describe("gpu=gfx1100,module=vfio-pci").gpus(0).outcome(), v1::Probe::UNUSABLE);
  EXPECT_EQ(Describe("gpu=gfx1100,gpu=GTX 1080,driver=580.95.05,module=nouveau").gpus(0).outcome(),
            v1::Probe::OK);
}

TEST(DescribeTest, AmdAndIntelBringTheirDriver) {
  const v1::Host amd = Describe("gpu=RX 7900 XTX,rocm=7.2");
  EXPECT_EQ(amd.gpus(0).outcome(), v1::Probe::OK);
  EXPECT_EQ(amd.gpus(0).kernel_driver(), "amdgpu");
  EXPECT_TRUE(amd.amd().kfd());
  EXPECT_EQ(amd.amd().rocm_version(), "7.2");
  const v1::Host intel = Describe("gpu=Arc B580");
  EXPECT_EQ(intel.gpus(0).outcome(), v1::Probe::OK);
  EXPECT_EQ(intel.gpus(0).kernel_driver(), "xe");
  EXPECT_EQ(Describe("gpu=UHD 770").gpus(0).outcome(), v1::Probe::UNUSABLE);
}

TEST(DescribeTest, AnIntegratedGpuIsMarked) {
  const v1::Host host = Describe("gpu=gfx1036,gpu=gfx1100");
  EXPECT_TRUE(host.gpus(0).integrated());
  EXPECT_FALSE(host.gpus(1).integrated());
  EXPECT_EQ(host.gpus(1).visible_index(), 1);
}

TEST(DescribeTest, AnUnknownKeyListsTheKeys) {
  EXPECT_THAT(ErrorOf("gpuu=GTX 1080"),
              HasSubstr("gpu, driver, module, rocm, arch, glibc, musl, cpu"));
  EXPECT_THAT(ErrorOf("GTX 1080"), HasSubstr("gpu, driver"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("empty"));
}

TEST(DescribeTest, AnUnknownNameListsTheNearOnes) {
  EXPECT_THAT(ErrorOf("gpu=GTX 1088"), AllOf(HasSubstr("near names"), HasSubstr("GTX 1080")));
  EXPECT_THAT(ErrorOf("gpu=RX 7901 XTX"), HasSubstr("RX 7900 XTX"));
  EXPECT_THAT(ErrorOf("gpu=sm_62x"), HasSubstr("sm_62"));
  EXPECT_THAT(ErrorOf("gpu=gfx1109"), HasSubstr("gfx1100"));
  EXPECT_THAT(ErrorOf("gpu=10de:ffff"), HasSubstr("10de:"));
  EXPECT_THAT(ErrorOf("gpu=1234:0001"), HasSubstr("vendor"));
}

TEST(DescribeTest, NamesOfSeveralArchitecturesAreListed) {
  EXPECT_THAT(ErrorOf("gpu=GeForce GT 730,driver=390.46"),
              AllOf(HasSubstr("several"), HasSubstr("sm_21"), HasSubstr("sm_35")));
}

TEST(DescribeTest, RefusesWhatCannotBe) {
  for (const char* text : {"driver=latest", "driver=580", "driver=580.", "driver=.5",
                           "module=radeon", "arch=sparc", "glibc=2", "musl=one.two", "cpu=i386",
                           "gpu=", "driver=1.2,driver=1.3", "glibc=2.3,musl=1.2"}) {
    EXPECT_NE(ErrorOf(text), "") << text;
  }
}

TEST(DescribeTest, EscapesWhatItPrints) {
  EXPECT_THAT(ErrorOf("gpu=\x1b[31mred"), Not(HasSubstr("\x1b")));
  EXPECT_THAT(ErrorOf("\x1b[31m=1"), Not(HasSubstr("\x1b")));
}

TEST(GpuNamesTest, TakesAlternativesApart) {
  EXPECT_THAT(NamesOfRow("Navi 31 [Radeon RX 7900 XT/7900 XTX/7900M]"),
              ElementsAre("Radeon RX 7900 XT", "Radeon RX 7900 XTX", "Radeon RX 7900M"));
  EXPECT_THAT(NamesOfRow("Tesla C2050 / C2070"), ElementsAre("Tesla C2050", "Tesla C2070"));
  EXPECT_THAT(NamesOfRow("GeForce GTX 1080"), ElementsAre("GeForce GTX 1080"));
}

TEST(DescribeTest, AMachineWithoutAGpuCanBeSaid) {
  const absl::StatusOr<v1::Host> host = DescribeHost("gpu=none", Embedded());
  ASSERT_TRUE(host.ok()) << host.status();
  EXPECT_EQ(host->gpus_size(), 0);
  EXPECT_FALSE(DescribeHost("gpu=none,gpu=T4", Embedded()).ok());
}

}  // namespace
}  // namespace accel::compat
