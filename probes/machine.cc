// SPDX-License-Identifier: Apache-2.0
//
// CPU, kernel, container and C library: everything about the machine that is no accelerator.
#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <string>

#include "probes/probe.h"

namespace accel::probes {
namespace {

// The value of the first "key : value" line of /proc/cpuinfo.
std::string Field(const std::string& cpuinfo, const std::string& key) {
  std::istringstream lines(cpuinfo);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || !line.starts_with(key)) continue;
    if (line.find_first_not_of(" \t", key.size()) != colon) continue;
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return "";
}

// x86-64 psABI levels in the kernel's spelling (pni = SSE3, abm = LZCNT).
std::string X86Level(const std::set<std::string>& flags) {
  const auto all = [&](std::initializer_list<const char*> needed) {
    return std::all_of(needed.begin(), needed.end(), [&](const char* flag) { return flags.contains(flag); });
  };
  if (!all({"cmov", "cx8", "fpu", "fxsr", "mmx", "sse", "sse2"})) return "";
  if (!all({"cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3"})) return "x86-64-v1";
  if (!all({"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"})) return "x86-64-v2";
  if (!all({"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"})) return "x86-64-v3";
  return "x86-64-v4";
}

// "libc.so.6 … stable release version 2.36": the banner of glibc's own file.
std::string GlibcVersion(const Sysroot& sysroot, const std::string& libc) {
  constexpr std::string_view kMark = "stable release version ";
  constexpr std::size_t kStep = 1 << 20;
  for (std::uint64_t offset = 0; offset < 16 * kStep; offset += kStep - 64) {
    const Reading<std::string> part = sysroot.Read(libc, kStep, offset);
    if (!part.ok() || part.value.empty()) return "";
    const std::size_t at = part.value.find(kMark);
    if (at == std::string::npos) continue;
    const std::size_t begin = at + kMark.size();
    std::string version = part.value.substr(begin, part.value.find_first_not_of("0123456789.", begin) - begin);
    while (version.ends_with('.')) version.pop_back();
    return version;
  }
  return "";
}

}  // namespace

void ProbeCpu(const Look& look, v1::Host& host) {
  v1::Cpu& cpu = *host.mutable_cpu();
  cpu.set_architecture(look.sysroot.Uname().machine);
  const Reading<std::string> cpuinfo = look.sysroot.Read("/proc/cpuinfo");
  std::string flags = Field(cpuinfo.value, "flags");
  if (flags.empty()) flags = Field(cpuinfo.value, "Features");
  std::istringstream words(flags);
  std::set<std::string> sorted;
  for (std::string flag; words >> flag;) sorted.insert(flag);
  for (const std::string& flag : sorted) cpu.add_flags(flag);
  cpu.set_model(Field(cpuinfo.value, "model name"));
  if (cpu.architecture() == "x86_64") cpu.set_level(X86Level(sorted));
  AddOutcome(host, "cpu", sorted.empty() ? v1::Probe::UNKNOWN : v1::Probe::OK, "/proc/cpuinfo",
             sorted.empty() ? "no CPU flags could be read" : "");
}

void ProbeKernel(const Look& look, v1::Host& host) {
  host.mutable_kernel()->set_release(look.sysroot.Uname().release);
  host.mutable_kernel()->set_boot_id(ReadTrimmed(look.sysroot, "/proc/sys/kernel/random/boot_id"));
  AddOutcome(host, "kernel", v1::Probe::OK, "uname");
}

void ProbeContainer(const Look& look, v1::Host& host) {
  constexpr std::array<std::pair<const char*, const char*>, 3> kMarks = {
      {{"/.dockerenv", "docker"}, {"/run/.containerenv", "podman"}, {"/dev/dxg", "wsl"}}};
  for (const auto& [path, kind] : kMarks) {
    if (!look.sysroot.Stat(path).ok()) continue;
    host.mutable_container()->set_kind(kind);
    host.mutable_container()->set_evidence(path);
    AddOutcome(host, "container", v1::Probe::OK, path);
    return;
  }
  const std::string systemd = ReadTrimmed(look.sysroot, "/run/systemd/container");
  const std::string cgroup = ReadTrimmed(look.sysroot, "/proc/1/cgroup");
  const std::string kind = !systemd.empty() ? systemd : cgroup.find("kubepods") != std::string::npos ? "kubernetes" : "";
  if (!kind.empty()) host.mutable_container()->set_kind(kind);
  AddOutcome(host, "container", kind.empty() ? v1::Probe::ABSENT : v1::Probe::OK,
             systemd.empty() ? "/proc/1/cgroup" : "/run/systemd/container");
}

void ProbeLibc(const Look& look, v1::Host& host) {
  const std::string machine = look.sysroot.Uname().machine;
  if (look.sysroot.Stat("/lib/ld-musl-" + machine + ".so.1").ok()) {
    host.mutable_libc()->set_kind("musl");
    AddOutcome(host, "libc", v1::Probe::OK, "/lib/ld-musl-" + machine + ".so.1");
    return;
  }
  for (const std::string& folder : {"/usr/lib/" + machine + "-linux-gnu", std::string("/usr/lib64"), std::string("/usr/lib"),
                                    "/lib/" + machine + "-linux-gnu", std::string("/lib64")}) {
    const std::string version = GlibcVersion(look.sysroot, folder + "/libc.so.6");
    if (version.empty()) continue;
    host.mutable_libc()->set_kind("glibc");
    host.mutable_libc()->set_version(version);
    AddOutcome(host, "libc", v1::Probe::OK, folder + "/libc.so.6");
    return;
  }
  AddOutcome(host, "libc", v1::Probe::UNKNOWN, "/usr/lib", "no C library was found in the usual folders");
}

}  // namespace accel::probes
