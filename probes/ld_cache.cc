// SPDX-License-Identifier: Apache-2.0
#include "probes/ld_cache.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "probes/text.h"

namespace accel::probes {
namespace {

constexpr std::string_view kMagic = "glibc-ld.so.cache1.1";
constexpr std::size_t kHeader = 48;                  // bytes; the number of entries is at 20
constexpr std::size_t kEntry = 24;                   // bytes: flags, name, path (u32 each), 12 more
constexpr std::size_t kMaxString = 4096;             // bytes
constexpr std::uint32_t kArchitectureBits = 0xff00;  // 0 for 32-bit x86

std::uint32_t Word(std::string_view bytes, std::size_t offset) {
  std::uint32_t value = 0;
  if (offset <= bytes.size() && bytes.size() - offset >= sizeof(value)) {
    std::memcpy(&value, bytes.data() + offset, sizeof(value));
  }
  return value;
}

std::string_view StringAt(std::string_view bytes, std::size_t offset) {
  if (offset >= bytes.size()) return "";
  const std::string_view rest = bytes.substr(offset, kMaxString);
  return rest.substr(0, std::min(rest.find('\0'), rest.size()));
}

}  // namespace

std::optional<std::string> FindInLdCache(std::string_view bytes, std::string_view name) {
  // Older caches carry the new form behind an old one; offsets count from the new form's start.
  const std::size_t start = bytes.find(kMagic);
  if (start == std::string_view::npos || bytes.size() - start < kHeader) return std::nullopt;
  bytes.remove_prefix(start);
  const std::size_t fits = (bytes.size() - kHeader) / kEntry;
  const std::size_t count = std::min<std::size_t>(Word(bytes, kMagic.size()), fits);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = kHeader + i * kEntry;
    if ((Word(bytes, entry) & kArchitectureBits) == 0) continue;
    if (StringAt(bytes, Word(bytes, entry + 4)) == name)
      return Cleaned(StringAt(bytes, Word(bytes, entry + 8)), kMaxString);
  }
  return "";
}

}  // namespace accel::probes
