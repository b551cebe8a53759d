// SPDX-License-Identifier: Apache-2.0
#include "compat/reference_cpu.h"

#include <set>
#include <string>

#include "compat/microarchitecture.h"
#include "compat/reference_list.h"

namespace accel::compat {
namespace {

// Features beside the level, in the order of provider-variant-x86-64.
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

template <typename Names>
void AddFeatures(const std::string& ns, const Names& names, const std::set<std::string>& features,
                 std::vector<v1::Property>& out) {
  for (const char* name : names) {
    if (features.contains(name)) AddList(ns, name, {"on"}, out);
  }
}

void AddX86(const Microarchitecture& kind, std::vector<v1::Property>& out) {
  const std::string generic = GenericsOf(kind).front();
  if (!generic.starts_with("x86_64_v")) return;
  std::vector<std::string> levels;
  for (char level = generic.back(); level >= '1'; --level)
    levels.push_back(std::string("v") + level);
  std::set<std::string> features = kind.features;
  if (features.contains("ssse3")) features.insert("sse3");
  AddList("x86_64", "level", levels, out);
  AddFeatures("x86_64", kX86Features, features, out);
}

// "armv8.2a": 8.2a, 8.1a, 8a. Of 9.0 the one below is 8.5.
void AddArm(const Microarchitecture& kind, std::vector<v1::Property>& out) {
  std::vector<std::string> versions;
  for (const std::string& name : GenericsOf(kind))
    versions.push_back(name == "aarch64" ? "8a" : name.substr(4));
  AddList("aarch64", "version", versions, out);
  AddFeatures("aarch64", kArmFeatures, kind.features, out);
}

}  // namespace

void AddProcessor(const v1::Cpu& cpu, std::vector<v1::Property>& out) {
  const Microarchitecture* kind = FindMicroarchitecture(cpu);
  if (kind == nullptr) return;
  if (cpu.architecture() == "x86_64") AddX86(*kind, out);
  if (cpu.architecture() == "aarch64") AddArm(*kind, out);
}

}  // namespace accel::compat
