// SPDX-License-Identifier: Apache-2.0
#include "probes/real_sysroot.h"

#include <gmock/gmock.h>
#include <gnu/libc-version.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "probes/elf.h"
#include "tests/probes/machines.h"

namespace accel::probes {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

std::unique_ptr<Sysroot> Tree(const std::string& name) {
  absl::StatusOr<std::unique_ptr<Sysroot>> tree =
      OpenSysroot(std::string(ACCEL_TREES) + "/" + name);
  EXPECT_TRUE(tree.ok()) << tree.status();
  return *std::move(tree);
}

v1::Host Probed(const std::string& name) { return ProbeHost(*Tree(name), Embedded()); }

TEST(TreeTest, ADesktopWithAGtx1080) {
  const v1::Host host = Probed("gtx1080");
  ASSERT_EQ(host.gpus_size(), 1);
  EXPECT_EQ(host.gpus(0).compute_capability(), "6.1");
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::OK) << host.gpus(0).reason();
  EXPECT_EQ(host.nvidia().version(), "580.95.05");
  EXPECT_EQ(host.nvidia().user_space_version(), "580.95.05");
  EXPECT_EQ(host.kernel().release(), "6.1.0-28-amd64");
  EXPECT_EQ(host.cpu().architecture(), "x86_64");
  EXPECT_EQ(host.cpu().level(), "x86-64-v3");
}

TEST(TreeTest, AJetsonOrin) {
  const v1::Host host = Probed("jetson_orin");
  ASSERT_EQ(host.gpus_size(), 1);
  EXPECT_EQ(host.gpus(0).compute_capability(), "8.7");
  EXPECT_EQ(host.gpus(0).kernel_driver(), "nvgpu");
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::OK) << host.gpus(0).reason();
  EXPECT_EQ(host.nvidia().libcuda_path(), "/usr/lib/aarch64-linux-gnu/nvidia/libcuda.so.1");
  EXPECT_EQ(host.nvidia().user_space_version(), "");
  EXPECT_EQ(host.cpu().level(), "armv8.2-a");
}

TEST(TreeTest, PartitionsOfAnMi300x) {
  const v1::Host host = Probed("mi300x_cpx");
  ASSERT_EQ(host.gpus_size(), 2);
  EXPECT_EQ(host.gpus(1).gfx(), "gfx942");
  EXPECT_EQ(host.gpus(1).name(), "AMD Instinct MI300X");
  EXPECT_EQ(host.gpus(1).outcome(), v1::Probe::OK) << host.gpus(1).reason();
  EXPECT_EQ(host.amd().module_version(), "6.12.12");
  EXPECT_EQ(host.amd().rocm_version(), "7.0.1");
}

TEST(TreeTest, ARyzenDesktopWithItsIntegratedGpuFirst) {
  const v1::Host host = Probed("rx7900xtx_igpu");
  ASSERT_EQ(host.gpus_size(), 2);
  EXPECT_EQ(host.gpus(0).gfx(), "gfx1036");
  EXPECT_EQ(host.gpus(1).gfx(), "gfx1100");
  EXPECT_EQ(host.gpus(1).visible_index(), 1);
}

TEST(TreeTest, AnArcB580BesideAUhd770) {
  const v1::Host host = Probed("arc_b580");
  ASSERT_EQ(host.gpus_size(), 2);
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::UNUSABLE);
  EXPECT_EQ(host.gpus(1).outcome(), v1::Probe::OK) << host.gpus(1).reason();
  EXPECT_EQ(host.gpus(1).visible_index(), 0);
  EXPECT_EQ(host.intel().module(), "i915");
}

TEST(RealSysrootTest, LinksStayInsideTheTree) {
  const auto tree = Tree("hostile");
  EXPECT_EQ(tree->Read("/proc/cpuinfo").seen, Seen::kAbsent);
  EXPECT_EQ(tree->Read("/etc/passwd_link").seen, Seen::kAbsent);
  EXPECT_EQ(tree->Read("/../../../../../../../../../etc/passwd").seen, Seen::kAbsent);
  EXPECT_EQ(tree->List("/sys/bus/pci/devices").seen, Seen::kFailed);  // a loop
  EXPECT_EQ(tree->ReadLink("/etc/passwd_link").value, "/etc/passwd");
}

TEST(RealSysrootTest, ResolvesInsideTheTree) {
  const auto tree = Tree("gtx1080");
  EXPECT_EQ(tree->Resolve("/usr/lib/x86_64-linux-gnu/libcuda.so.1").value,
            "/usr/lib/x86_64-linux-gnu/libcuda.so.580.95.05");
  EXPECT_EQ(tree->Resolve("/").value, "/");
  EXPECT_EQ(tree->Resolve("/nothing").seen, Seen::kAbsent);
}

// A scratch folder that goes with the test.
class Scratch {
 public:
  Scratch() {
    std::string name = ::testing::TempDir() + "/accel-XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(RealSysrootTest, ReadsPartsAndLimits) {
  const Scratch scratch;
  std::ofstream(scratch.path() + "/file") << "0123456789";
  const auto tree = *OpenSysroot(scratch.path());
  EXPECT_EQ(tree->Read("/file").value, "0123456789");
  EXPECT_EQ(tree->Read("/file", 4).value, "0123");
  EXPECT_EQ(tree->Read("/file", 4, 8).value, "89");
  EXPECT_EQ(tree->Read("/file", 4, 100).value, "");
  EXPECT_EQ(tree->Stat("/file").value.size, 10u);
  EXPECT_EQ(tree->ReadLink("/file").seen, Seen::kAbsent);
  EXPECT_THAT(tree->List("/").value, ElementsAre("file"));
}

TEST(RealSysrootTest, NeverOpensAPipeOrAFolderAsAFile) {
  const Scratch scratch;
  ASSERT_EQ(mkfifo((scratch.path() + "/pipe").c_str(), 0600), 0);
  const auto tree = *OpenSysroot(scratch.path());
  EXPECT_EQ(tree->Read("/pipe").seen, Seen::kFailed);
  EXPECT_EQ(tree->Read("/").seen, Seen::kFailed);
  EXPECT_EQ(tree->Read("/pipe/below").seen, Seen::kAbsent);
}

// In a child, as nobody when the test runs as root, whom permissions do not bind.
void ExpectDenied(const Sysroot& tree) {
  if (geteuid() == 0 && seteuid(65534) != 0) _exit(2);
  const bool right =
      tree.Read("/secret").seen == Seen::kDenied && tree.MayOpen("/secret") == Seen::kDenied &&
      tree.Stat("/secret").ok() && tree.List("/closed").seen == Seen::kDenied &&
      tree.Read("/closed/file").seen == Seen::kDenied && tree.MayOpen("/nothing") == Seen::kAbsent;
  _exit(right ? 0 : 1);
}

TEST(RealSysrootTest, TellsDeniedFromAbsent) {
  const Scratch scratch;
  std::ofstream(scratch.path() + "/secret") << "x";
  ASSERT_EQ(mkdir((scratch.path() + "/closed").c_str(), 0), 0);
  ASSERT_EQ(chmod((scratch.path() + "/secret").c_str(), 0), 0);
  ASSERT_EQ(chmod(scratch.path().c_str(), 0755), 0);
  const auto tree = *OpenSysroot(scratch.path());
  EXPECT_EXIT(ExpectDenied(*tree), ::testing::ExitedWithCode(0), "");
}

TEST(RealSysrootTest, AFolderThatIsNotThereIsAnError) {
  EXPECT_EQ(OpenSysroot("/nowhere/at/all").status().code(), absl::StatusCode::kNotFound);
}

TEST(RealSysrootTest, ThisMachineIsWhole) {
  const auto machine = *OpenSysroot("/");
  EXPECT_NE(machine->Uname().machine, "");
  EXPECT_GT(machine->MonotonicNs(), 0);
  const v1::Host host = ProbeHost(*machine, Embedded());
  EXPECT_EQ(host.cpu().architecture(), machine->Uname().machine);
  EXPECT_EQ(ProbeOf(host, "kernel").outcome(), v1::Probe::OK);
  EXPECT_EQ(ProbeOf(host, "cpu").outcome(), v1::Probe::OK);
  EXPECT_EQ(host.libc().version(), gnu_get_libc_version());
  EXPECT_EQ(Fingerprint(*machine), Fingerprint(*machine));
}

TEST(RealSysrootTest, ReadsTheVersionsThatThisMachinesGlibcDefines) {
  const auto machine = *OpenSysroot("/");
  const v1::Host host = ProbeHost(*machine, Embedded(), {"libc"});
  const absl::StatusOr<ElfFacts> facts = ReadElf(*machine, ProbeOf(host, "libc").evidence());
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_THAT(facts->defined_versions, IsSupersetOf({"GLIBC_2.17", "GLIBC_PRIVATE"}));
}

}  // namespace
}  // namespace accel::probes
