// SPDX-License-Identifier: Apache-2.0
#include "compat/processor.h"

#include <algorithm>

namespace accel::compat {
namespace {

// In the order of provider-variant-x86-64.
constexpr const char* kX86Features[] = {"avx_vnni",
                                        "cppc",
                                        "ibrs_enhanced",
                                        "tsc_adjust",
                                        "flush_l1d",
                                        "movdir64b",
                                        "movdiri",
                                        "avx512_bf16",
                                        "avx512_bitalg",
                                        "avx512_vbmi2",
                                        "avx512_vnni",
                                        "avx512_vp2intersect",
                                        "avx512_vpopcntdq",
                                        "avx512ifma",
                                        "avx512vbmi",
                                        "rdpid",
                                        "sha_ni",
                                        "vaes",
                                        "vpclmulqdq",
                                        "clwb",
                                        "clzero",
                                        "avx512bw",
                                        "avx512cd",
                                        "avx512dq",
                                        "avx512f",
                                        "avx512vl",
                                        "clflushopt",
                                        "gfni",
                                        "rdseed",
                                        "xsavec",
                                        "xsaveopt",
                                        "adx",
                                        "avx2",
                                        "avx",
                                        "bmi2",
                                        "bmi1",
                                        "abm",
                                        "f16c",
                                        "fma",
                                        "movbe",
                                        "xsave",
                                        "rdrand",
                                        "aes",
                                        "pclmulqdq",
                                        "sse4a",
                                        "fsgsbase",
                                        "sse4_2",
                                        "sse4_1",
                                        "ssse3",
                                        "sse3",
                                        "cx16",
                                        "lahf_lm",
                                        "popcnt",
                                        "sse2",
                                        "sse",
                                        "mmx"};

// The same of provider-variant-aarch64, which lacks two commas: "btiecv" and "asimdrdmatomics" are
// no features, and nothing has them.
constexpr const char* kArmFeatures[] = {"sve2",
                                        "flagm2",
                                        "frint",
                                        "sb",
                                        "btiecv",
                                        "paca",
                                        "pacg",
                                        "ssbs",
                                        "asimdfhm",
                                        "bf16",
                                        "dcpodp",
                                        "dgh",
                                        "dit",
                                        "flagm",
                                        "i8mm",
                                        "ilrcpc",
                                        "jscvt",
                                        "rng",
                                        "sha3",
                                        "sha512",
                                        "svebf16",
                                        "svei8mm",
                                        "uscat",
                                        "asimddp",
                                        "lrcpc",
                                        "asimdhp",
                                        "dcpop",
                                        "fcma",
                                        "fphp",
                                        "sve",
                                        "asimdrdmatomics",
                                        "aes",
                                        "asimd",
                                        "cpuid",
                                        "crc32",
                                        "evtstrm",
                                        "fp",
                                        "pmull",
                                        "sha1",
                                        "sha2"};

std::vector<std::string> X86Levels(const std::string& level) {
  std::vector<std::string> levels;
  if (level.size() != 9 || !level.starts_with("x86-64-v")) return levels;
  for (char number = level.back(); number >= '1'; --number)
    levels.push_back(std::string("v") + number);
  return levels;
}

// Of 9.0 the one below is 8.5.
std::vector<std::string> ArmVersions(const std::string& level) {
  std::vector<std::string> versions;
  if (level.size() != 9 || !level.starts_with("armv") || !level.ends_with("-a")) return versions;
  const bool is_nine = level[4] == '9';
  if (is_nine) versions.push_back("9.0a");
  for (char minor = is_nine ? '5' : level[6]; minor > '0'; --minor)
    versions.push_back(std::string("8.") + minor + "a");
  versions.push_back("8a");
  return versions;
}

}  // namespace

bool IsOfProcessor(const std::string& ns) { return ns == "x86_64" || ns == "aarch64"; }

std::string LevelFeature(const std::string& ns) { return ns == "x86_64" ? "level" : "version"; }

std::vector<std::string> LevelsOf(const v1::Cpu& cpu, const std::string& ns) {
  return ns == "x86_64" ? X86Levels(cpu.level()) : ArmVersions(cpu.level());
}

bool HasFeature(const v1::Cpu& cpu, const std::string& ns, const std::string& feature) {
  const auto has = [&](const std::string& flag) {
    return std::find(cpu.flags().begin(), cpu.flags().end(), flag) != cpu.flags().end();
  };
  if (!cpu.architecture().empty() && cpu.architecture() != ns) return false;
  return has(feature) || (ns == "x86_64" && feature == "sse3" && has("pni"));
}

std::span<const char* const> FeaturesOf(const std::string& ns) {
  if (ns == "x86_64") return kX86Features;
  return kArmFeatures;
}

}  // namespace accel::compat
