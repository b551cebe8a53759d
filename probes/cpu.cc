// SPDX-License-Identifier: Apache-2.0
#include "probes/cpu.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "probes/text.h"

namespace accel::probes {
namespace {

constexpr std::string_view kCpuInfo = "/proc/cpuinfo";
constexpr std::size_t kMaxCpuInfo = 4 * 1024 * 1024;  // bytes: a thousand processors

using Flags = std::set<std::string, std::less<>>;

struct Level {
  std::string_view name;
  std::span<const std::string_view> adds;  // beyond the level before it
};

constexpr std::string_view kX86V1[] = {"cmov", "cx8", "fpu",  "fxsr",
                                       "mmx",  "sse", "sse2", "syscall"};
constexpr std::string_view kX86V2[] = {"cx16",   "lahf_lm", "pni",  "popcnt",
                                       "sse4_1", "sse4_2",  "ssse3"};
constexpr std::string_view kX86V3[] = {"abm",  "avx", "avx2",  "bmi1", "bmi2",
                                       "f16c", "fma", "movbe", "xsave"};
constexpr std::string_view kX86V4[] = {"avx512bw", "avx512cd", "avx512dq", "avx512f", "avx512vl"};
constexpr Level kX86Levels[] = {
    {"x86-64-v1", kX86V1}, {"x86-64-v2", kX86V2}, {"x86-64-v3", kX86V3}, {"x86-64-v4", kX86V4}};

constexpr std::string_view kArm80[] = {"asimd", "fp"};
constexpr std::string_view kArm81[] = {"asimdrdm", "atomics", "crc32"};
constexpr std::string_view kArm82[] = {"dcpop"};
constexpr std::string_view kArm83[] = {"fcma", "jscvt", "lrcpc"};
constexpr std::string_view kArm84[] = {"asimddp", "flagm", "ilrcpc", "uscat"};
constexpr std::string_view kArm85[] = {"flagm2", "frint", "sb"};
constexpr std::string_view kArm86[] = {"bf16", "i8mm"};
constexpr Level kArmLevels[] = {{"armv8.0-a", kArm80}, {"armv8.1-a", kArm81}, {"armv8.2-a", kArm82},
                                {"armv8.3-a", kArm83}, {"armv8.4-a", kArm84}, {"armv8.5-a", kArm85},
                                {"armv8.6-a", kArm86}};

bool HasAll(const Flags& flags, std::span<const std::string_view> wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](std::string_view flag) { return flags.contains(flag); });
}

// The last level up to which nothing is missing.
std::string HighestLevel(const Flags& flags, std::span<const Level> levels) {
  std::string_view highest;
  for (const Level& level : levels) {
    if (!HasAll(flags, level.adds)) break;
    highest = level.name;
  }
  return std::string(highest);
}

struct CpuInfo {
  bool x86 = false;
  bool arm = false;
  int processors = 0;
  std::string model;
  std::string vendor;  // of the first processor, as is `part`
  std::string part;
  Flags flags;  // that every processor has
};

Flags FlagsOf(std::string_view value) {
  Flags flags;
  for (const std::string_view word : Words(value)) flags.insert(Cleaned(word, 64));
  return flags;
}

// The lines that say who made a processor.
void ReadMaker(std::string_view key, std::string_view value, CpuInfo& info) {
  if (key == "vendor_id" || key == "CPU implementer") info.vendor = Cleaned(value, 64);
  if (key == "CPU part") info.part = Cleaned(value, 64);
}

CpuInfo ParseCpuInfo(std::string_view text) {
  CpuInfo info;
  int begun = 0;
  std::string_view last;  // most processors repeat the line of the one before
  for (const std::string_view line : Lines(text)) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = Trim(line.substr(0, colon)), value = Trim(line.substr(colon + 1));
    if (key == "processor") ++begun;
    if (begun <= 1) ReadMaker(key, value, info);
    if (key == "model name" && info.model.empty()) info.model = Cleaned(value, 128);
    if (key != "flags" && key != "Features") continue;
    (key == "flags" ? info.x86 : info.arm) = true;
    if (info.processors++ == 0) info.flags = FlagsOf(value);
    if (info.processors > 1 && value != last) {
      Flags shared;
      const Flags own = FlagsOf(value);
      std::set_intersection(info.flags.begin(), info.flags.end(), own.begin(), own.end(),
                            std::inserter(shared, shared.end()));
      info.flags = std::move(shared);
    }
    last = value;
  }
  return info;
}

std::string ArchitectureOf(const Sysroot& sysroot, const CpuInfo& info) {
  const std::string machine = Cleaned(sysroot.Uname().machine, 32);
  if (!machine.empty()) return machine;
  if (info.x86 && info.flags.contains("lm")) return "x86_64";
  return info.arm && info.flags.contains("asimd") ? "aarch64" : "";
}

}  // namespace

std::string X86Level(const Flags& flags) { return HighestLevel(flags, kX86Levels); }

std::string ArmLevel(const Flags& features) {
  // Armv9.0-A is Armv8.5-A with SVE2; what 8.6 adds is optional there.
  const std::string level = HighestLevel(features, kArmLevels);
  return level >= "armv8.5-a" && features.contains("sve2") ? "armv9.0-a" : level;
}

void ProbeCpu(const Sysroot& sysroot, v1::Host& host) {
  const Reading<std::string> text = sysroot.Read(kCpuInfo, kMaxCpuInfo);
  const CpuInfo info = ParseCpuInfo(text.value);
  v1::Cpu& cpu = *host.mutable_cpu();
  cpu.set_architecture(ArchitectureOf(sysroot, info));
  cpu.set_model(info.model);
  cpu.set_vendor(info.vendor);
  cpu.set_part(info.part);
  if (cpu.architecture() == "x86_64") cpu.set_level(X86Level(info.flags));
  if (cpu.architecture() == "aarch64") cpu.set_level(ArmLevel(info.flags));
  for (const std::string& flag : info.flags) cpu.add_flags(flag);
  v1::Probe& probe = *host.add_probes();
  probe.set_name("cpu");
  probe.set_evidence(std::string(kCpuInfo));
  probe.set_outcome(info.flags.empty() ? v1::Probe::UNKNOWN : v1::Probe::OK);
  if (!text.ok()) {
    probe.set_reason("/proc/cpuinfo cannot be read");
  } else if (info.flags.empty()) {
    probe.set_reason("/proc/cpuinfo names no features");
  }
}

}  // namespace accel::probes
