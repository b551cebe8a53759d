// SPDX-License-Identifier: Apache-2.0
//
// Everything of a machine that is no accelerator: processor, kernel, container, C library.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "probes/cpu.h"
#include "probes/elf.h"
#include "probes/ld_cache.h"
#include "tests/probes/machines.h"

namespace accel::probes {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHaswell[] =
    "fpu cx8 cmov mmx fxsr sse sse2 syscall pni ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt xsave "
    "avx f16c lahf_lm abm bmi1 avx2 bmi2";

v1::Host Probed(const FakeSysroot& machine, const std::string& probe) {
  return ProbeHost(machine, Embedded(), {probe});
}

std::string LevelOf(const std::string& key, const std::string& flags, const std::string& machine) {
  FakeSysroot pc;
  pc.Named("6.1.0", machine)
      .File("/proc/cpuinfo", "processor\t: 0\n" + key + "\t: " + flags + "\n");
  return Probed(pc, "cpu").cpu().level();
}

TEST(CpuTest, LevelsNeedTheirWholeList) {
  EXPECT_EQ(LevelOf("flags", kHaswell, "x86_64"), "x86-64-v3");
  EXPECT_EQ(LevelOf("flags", std::string(kHaswell) + " avx512f avx512bw avx512cd avx512dq avx512vl",
                    "x86_64"),
            "x86-64-v4");
  EXPECT_EQ(LevelOf("flags", std::string(kHaswell) + " avx512f", "x86_64"), "x86-64-v3");
  EXPECT_EQ(
      LevelOf("flags",
              "fpu cx8 cmov mmx fxsr sse sse2 syscall pni ssse3 cx16 sse4_1 sse4_2 popcnt lahf_lm",
              "x86_64"),
      "x86-64-v2");
  EXPECT_EQ(LevelOf("flags", "fpu cx8 cmov mmx fxsr sse sse2 syscall avx2", "x86_64"), "x86-64-v1");
  EXPECT_EQ(LevelOf("flags", "fpu", "x86_64"), "");
}

TEST(CpuTest, ArmVersionsNeedTheirWholeList) {
  constexpr char kA72[] = "fp asimd evtstrm aes pmull sha1 sha2 crc32 cpuid";
  constexpr char kN1[] =
      "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop "
      "asimddp ssbs";
  constexpr char kV2[] =
      "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm jscvt fcma "
      "lrcpc dcpop sha3 asimddp sve "
      "uscat ilrcpc flagm sb sve2 flagm2 frint i8mm bf16 bti";
  EXPECT_EQ(LevelOf("Features", kA72, "aarch64"), "armv8.0-a");
  EXPECT_EQ(LevelOf("Features", kN1, "aarch64"), "armv8.2-a");
  EXPECT_EQ(LevelOf("Features", kV2, "aarch64"), "armv9.0-a");
}

TEST(CpuTest, HybridProcessorsShareTheSmallerSet) {
  FakeSysroot pc;
  pc.File("/proc/cpuinfo", "processor : 0\nmodel name : Big\nflags : " + std::string(kHaswell) +
                               "\n\nprocessor : 1\nmodel name : Small\nflags : " +
                               "fpu cx8 cmov mmx fxsr sse sse2 syscall\n");
  const v1::Host host = Probed(pc, "cpu");
  EXPECT_EQ(host.cpu().level(), "x86-64-v1");
  EXPECT_EQ(host.cpu().model(), "Big");
  EXPECT_THAT(host.cpu().flags(), Not(Contains("avx2")));
}

TEST(CpuTest, TheFirstProcessorSaysWhoMadeIt) {
  FakeSysroot machine;
  machine.Named("6.1.0", "aarch64")
      .File("/proc/cpuinfo",
            "processor : 0\nFeatures : fp asimd\nCPU implementer : 0x41\nCPU part : 0xd0c\n\n"
            "processor : 1\nFeatures : fp asimd\nCPU implementer : 0x61\nCPU part : 0x022\n");
  const v1::Host host = Probed(machine, "cpu");
  EXPECT_EQ(host.cpu().vendor(), "0x41");
  EXPECT_EQ(host.cpu().part(), "0xd0c");
}

TEST(CpuTest, AnUnreadableCpuinfoIsUnknown) {
  const v1::Host host = Probed(Pc().File("/proc/cpuinfo", "").Deny("/proc/cpuinfo"), "cpu");
  EXPECT_EQ(host.cpu().architecture(), "x86_64");
  EXPECT_EQ(host.cpu().level(), "");
  EXPECT_EQ(ProbeOf(host, "cpu").outcome(), v1::Probe::UNKNOWN);
}

TEST(KernelTest, SaysReleaseAndBoot) {
  const v1::Host host = Probed(Pc(), "kernel");
  EXPECT_EQ(host.kernel().release(), "6.1.0-28-amd64");
  EXPECT_EQ(host.kernel().boot_id(), "4ca8d1b5-3669-46fa-b1b5-d69bc0b33e37");
}

struct Marked {
  std::string path;
  std::string text;
  std::string kind;
};

TEST(ContainerTest, EachRuntimeLeavesItsMark) {
  for (const Marked& mark :
       {Marked{"/.dockerenv", "", "docker"},
        Marked{"/run/.containerenv", "engine=\"podman-4\"", "podman"},
        Marked{"/run/systemd/container", "lxc\n", "lxc"},
        Marked{"/run/systemd/container", "systemd-nspawn\n", "systemd-nspawn"},
        Marked{"/var/run/secrets/kubernetes.io/serviceaccount/token", "", "kubernetes"},
        Marked{"/proc/1/cgroup", "12:cpu:/docker/0123456789abcdef\n", "docker"},
        Marked{"/proc/1/cgroup", "0::/kubepods.slice/pod1\n", "kubernetes"},
        Marked{"/proc/1/cgroup", "0::/init.scope\n", ""}}) {
    const v1::Host host = Probed(Pc().File(mark.path, mark.text), "container");
    EXPECT_EQ(host.container().kind(), mark.kind) << mark.path << " " << mark.text;
    EXPECT_EQ(ProbeOf(host, "container").outcome(),
              mark.kind.empty() ? v1::Probe::ABSENT : v1::Probe::OK);
  }
}

std::string FileBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ElfTest, ReadsTheInterpreterOfAProgram) {
  const absl::StatusOr<ElfFacts> self = ParseElf(FileBytes("/proc/self/exe"));
  ASSERT_TRUE(self.ok()) << self.status();
  EXPECT_THAT(self->interpreter, HasSubstr("/ld-"));
}

TEST(ElfTest, RefusesWhatIsNone) {
  EXPECT_FALSE(ParseElf("").ok());
  EXPECT_FALSE(
      ParseElf("#!/bin/sh\necho this is a script, and longer than the header of an ELF file is\n")
          .ok());
  EXPECT_FALSE(ParseElf(FileBytes("/proc/self/exe").substr(0, 63)).ok());
}

TEST(ElfTest, SurvivesEveryTruncation) {
  const std::string bytes = FileBytes("/proc/self/exe").substr(0, 8192);
  for (std::size_t size = 64; size < bytes.size(); size += 7) {
    const absl::StatusOr<ElfFacts> facts = ParseElf(std::string_view(bytes).substr(0, size));
    EXPECT_TRUE(facts.ok() ? facts->defined_versions.empty() : !facts.status().message().empty());
  }
}

TEST(ElfTest, ReadsDefinedVersionsButNotTheFilesOwnName) {
  const absl::StatusOr<ElfFacts> facts =
      ParseElf(FileBytes(ACCEL_SOURCE_DIR "/tests/fuzz/corpus/elf/small"));
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_EQ(facts->machine, 62);
  EXPECT_EQ(facts->interpreter, "/lib64/ld-linux-x86-64.so.2");
  EXPECT_THAT(facts->defined_versions, ElementsAre("GLIBC_2.36", "GLIBC_2.4"));
}

TEST(ElfTest, VersionsOrderAsNumbers) {
  EXPECT_EQ(
      HighestVersion({"GLIBC_2.4", "GLIBC_2.36", "GLIBC_2.9", "GLIBC_PRIVATE", "GLIBC_TUNABLES"},
                     "GLIBC_"),
      "2.36");
  EXPECT_EQ(
      HighestVersion({"GLIBCXX_3.4.9", "GLIBCXX_3.4.30", "GLIBCXX_LDBL_3.4.31", "CXXABI_1.3.13"},
                     "GLIBCXX_"),
      "3.4.30");
  EXPECT_EQ(HighestVersion({"CXXABI_TM_1", "CXXABI_FLOAT128"}, "CXXABI_"), "");
}

TEST(LibcTest, BeforeGlibc234TheFilesNameTells) {
  FakeSysroot pc;
  pc.File("/lib/x86_64-linux-gnu/libc-2.31.so", "not read as ELF")
      .Link("/lib/x86_64-linux-gnu/libc.so.6", "libc-2.31.so");
  const v1::Host host = Probed(pc, "libc");
  EXPECT_EQ(host.libc().kind(), "glibc");
  EXPECT_EQ(host.libc().version(), "2.31");
}

TEST(LibcTest, AlpineHasMusl) {
  FakeSysroot pc;
  pc.File("/lib/ld-musl-x86_64.so.1", "")
      .File("/lib/apk/db/installed", "P:busybox\nV:1.37.0-r12\n\nP:musl\nV:1.2.5-r9\n");
  const v1::Host host = Probed(pc, "libc");
  EXPECT_EQ(host.libc().kind(), "musl");
  EXPECT_EQ(host.libc().version(), "1.2.5");
}

TEST(LibcTest, NoLibcIsUnknownNotAbsent) {
  const v1::Host host = Probed(FakeSysroot(), "libc");
  EXPECT_FALSE(host.has_libc());
  EXPECT_EQ(ProbeOf(host, "libc").outcome(), v1::Probe::UNKNOWN);
}

std::string Number(std::uint32_t value) {
  std::string bytes(4, '\0');
  for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<char>(value >> (8 * i));
  return bytes;
}

// A cache of one entry, as ldconfig of glibc 2.36 writes it.
std::string LdCache(std::uint32_t flags) {
  const std::string strings =
      std::string("libcuda.so.1") + '\0' + "/opt/driver/libcuda.so.1" + '\0';
  std::string bytes =
      "glibc-ld.so.cache1.1" + Number(1) + Number(static_cast<std::uint32_t>(strings.size()));
  bytes.resize(48, '\0');
  bytes += Number(flags) + Number(72) + Number(72 + 13);
  bytes.resize(72, '\0');
  return bytes + strings;
}

TEST(LdCacheTest, FindsA64BitLibrary) {
  EXPECT_EQ(FindInLdCache(LdCache(0x0303), "libcuda.so.1"), "/opt/driver/libcuda.so.1");
  EXPECT_EQ(FindInLdCache("ld.so-1.7.0 and the old form" + LdCache(0x0303), "libcuda.so.1"),
            "/opt/driver/libcuda.so.1");
  EXPECT_EQ(FindInLdCache(LdCache(0x0303), "libze_loader.so.1"), "");
  EXPECT_EQ(FindInLdCache(LdCache(0x0003), "libcuda.so.1"), "");
  EXPECT_EQ(FindInLdCache("no cache", "libcuda.so.1"), std::nullopt);
}

TEST(LdCacheTest, ItsAnswerFindsADriverInAnOddPlaceAndProvesAbsence) {
  FakeSysroot machine = Gtx1080();
  machine.Remove("/usr/lib/x86_64-linux-gnu").File("/etc/ld.so.cache", LdCache(0x0303));
  EXPECT_EQ(ProbeHost(machine, Embedded(), {"nvidia"}).gpus(0).outcome(), v1::Probe::UNUSABLE);
  machine.File("/opt/driver/libcuda.so.1", "");
  const v1::Host host = ProbeHost(machine, Embedded(), {"nvidia"});
  EXPECT_EQ(host.gpus(0).outcome(), v1::Probe::OK);
  EXPECT_EQ(host.nvidia().libcuda_path(), "/opt/driver/libcuda.so.1");
}

}  // namespace
}  // namespace accel::probes
