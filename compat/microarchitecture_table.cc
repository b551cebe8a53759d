// SPDX-License-Identifier: Apache-2.0
#include "compat/microarchitecture_table.h"

namespace accel::compat {
namespace {

constexpr MicroarchitectureRow kRows[] = {
    {"x86_64", "", "generic", "", "", ""},
    {"x86_64_v2", "x86_64", "generic", "", "cx16 lahf_lm mmx popcnt sse sse2 sse4_1 sse4_2 ssse3",
     ""},
    {"x86_64_v3", "x86_64_v2", "generic", "", "abm avx avx2 bmi1 bmi2 f16c fma movbe xsave", ""},
    {"x86_64_v4", "x86_64_v3", "generic", "", "avx512bw avx512cd avx512dq avx512f avx512vl", ""},
    {"nocona", "x86_64", "GenuineIntel", "", "mmx sse sse2 sse3", ""},
    {"core2", "nocona", "GenuineIntel", "", "ssse3", "sse3"},
    {"nehalem", "core2 x86_64_v2", "GenuineIntel", "", "", "cx16 lahf_lm"},
    {"westmere", "nehalem", "GenuineIntel", "", "aes pclmulqdq", ""},
    {"sandybridge", "westmere", "GenuineIntel", "", "avx", ""},
    {"ivybridge", "sandybridge", "GenuineIntel", "", "f16c rdrand", ""},
    {"haswell", "ivybridge x86_64_v3", "GenuineIntel", "", "", "abm cx16 lahf_lm xsave"},
    {"broadwell", "haswell", "GenuineIntel", "", "adx rdseed", ""},
    {"skylake", "broadwell", "GenuineIntel", "", "clflushopt xsavec xsaveopt", ""},
    {"mic_knl", "broadwell", "GenuineIntel", "", "avx512cd avx512er avx512f avx512pf", ""},
    {"skylake_avx512", "skylake x86_64_v4", "GenuineIntel", "", "clwb", "abm cx16 lahf_lm xsave"},
    {"cannonlake", "skylake", "GenuineIntel", "",
     "avx512bw avx512cd avx512dq avx512f avx512ifma avx512vbmi avx512vl sha", ""},
    {"cascadelake", "skylake_avx512", "GenuineIntel", "", "avx512_vnni", ""},
    {"icelake", "cascadelake cannonlake", "GenuineIntel", "",
     "avx512_bitalg avx512_vbmi2 avx512_vpopcntdq gfni rdpid sha_ni vaes vpclmulqdq", "sha"},
    {"sapphirerapids", "icelake", "GenuineIntel", "",
     "amx_bf16 amx_int8 amx_tile avx512_bf16 cldemote movdir64b movdiri serialize waitpkg", ""},
    {"k10", "x86_64", "AuthenticAMD", "", "3dnow 3dnowext abm cx16 mmx sse sse2 sse4a", ""},
    {"bulldozer", "x86_64_v2", "AuthenticAMD", "", "abm aes avx fma4 pclmulqdq sse4a xop",
     "lahf_lm popcnt"},
    {"piledriver", "bulldozer", "AuthenticAMD", "", "bmi1 f16c fma tbm", ""},
    {"steamroller", "piledriver", "AuthenticAMD", "", "fsgsbase", ""},
    {"excavator", "steamroller x86_64_v3", "AuthenticAMD", "", "", "lahf_lm popcnt xsave"},
    {"zen", "x86_64_v3", "AuthenticAMD", "",
     "aes clflushopt clzero fsgsbase pclmulqdq rdseed sse4a xsavec xsaveopt", "lahf_lm xsave"},
    {"zen2", "zen", "AuthenticAMD", "", "clwb", ""},
    {"zen3", "zen2", "AuthenticAMD", "", "pku vaes vpclmulqdq", ""},
    {"zen4", "zen3 x86_64_v4", "AuthenticAMD", "",
     "avx512_bf16 avx512_bitalg avx512_vbmi2 avx512_vnni avx512_vpopcntdq avx512ifma avx512vbmi "
     "flush_l1d gfni",
     "lahf_lm xsave"},
    {"zen5", "zen4", "AuthenticAMD", "",
     "avx512_vp2intersect avx_vnni cppc ibrs_enhanced movdir64b movdiri tsc_adjust", "pku"},
    {"aarch64", "", "generic", "", "", ""},
    {"armv8.1a", "aarch64", "generic", "", "", ""},
    {"armv8.2a", "armv8.1a", "generic", "", "", ""},
    {"armv8.3a", "armv8.2a", "generic", "", "", ""},
    {"armv8.4a", "armv8.3a", "generic", "", "", ""},
    {"armv8.5a", "armv8.4a", "generic", "", "", ""},
    {"armv9.0a", "armv8.5a", "generic", "", "", ""},
    {"thunderx2", "armv8.1a", "0x43", "0x0af",
     "aes asimd asimdrdm atomics cpuid crc32 evtstrm fp pmull sha1 sha2", ""},
    {"a64fx", "armv8.2a", "0x46", "0x001",
     "asimd asimdhp asimdrdm atomics cpuid crc32 dcpop evtstrm fcma fp fphp sha1 sha2 sve", ""},
    {"cortex_a72", "aarch64", "0x41", "0xd08", "aes asimd cpuid crc32 evtstrm fp pmull sha1 sha2",
     ""},
    {"neoverse_n1", "cortex_a72 armv8.2a", "0x41", "0xd0c",
     "asimddp asimdhp asimdrdm atomics dcpop fphp lrcpc", ""},
    {"neoverse_v1", "neoverse_n1 armv8.4a", "0x41", "0xd40",
     "asimdfhm bf16 dcpodp dgh dit fcma flagm i8mm ilrcpc jscvt rng sha3 sha512 sve svebf16 "
     "svei8mm uscat",
     ""},
    {"neoverse_v2", "neoverse_n1 armv9.0a", "0x41", "0xd4f",
     "asimdfhm bf16 dcpodp fcma flagm flagm2 frint i8mm ilrcpc jscvt sb sha3 sha512 sve sve2 "
     "svebf16 svei8mm uscat",
     ""},
    {"neoverse_n2", "neoverse_n1 armv9.0a", "0x41", "0xd49",
     "asimdfhm bf16 dcpodp fcma flagm flagm2 frint i8mm ilrcpc jscvt sb sha3 sha512 sve sve2 "
     "svebf16 svei8mm uscat",
     ""},
    {"m1", "armv8.4a", "0x61", "0x022",
     "aes asimd asimddp asimdfhm asimdhp asimdrdm atomics cpuid crc32 dcpodp dcpop dit evtstrm "
     "fcma flagm flagm2 fp fphp frint ilrcpc jscvt lrcpc paca pacg pmull sb sha1 sha2 sha3 sha512 "
     "ssbs uscat",
     ""},
    {"m2", "m1 armv8.5a", "0x61", "0x032", "bf16 bti ecv i8mm", ""},
};

}  // namespace

std::span<const MicroarchitectureRow> MicroarchitectureRows() { return kRows; }

}  // namespace accel::compat
