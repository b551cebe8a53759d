// SPDX-License-Identifier: Apache-2.0
#include "compat/printable.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace accel::compat {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  // bytes; 0 = not UTF-8
};

constexpr std::uint8_t Byte(char c) { return static_cast<std::uint8_t>(c); }

constexpr std::size_t LengthOf(std::uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

// RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF.
CodePoint Decode(std::string_view text) {
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const std::size_t length = LengthOf(Byte(text[0]));
  if (length <= 1) return {Byte(text[0]), length};
  if (text.size() < length) return {};
  std::uint32_t value = Byte(text[0]) & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((Byte(text[i]) & 0xc0) != 0x80) return {};
    value = (value << 6) | (Byte(text[i]) & 0x3fu);
  }
  const bool surrogate = value >= 0xd800 && value < 0xe000;
  if (value < kSmallest[length] || surrogate || value > 0x10ffff) return {};
  return {value, length};
}

constexpr bool IsBidirectionalControl(std::uint32_t c) {
  return c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

constexpr bool MayBeShown(std::uint32_t c) {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return false;
  return c != 0x2028 && c != 0x2029 && !IsBidirectionalControl(c);
}

void AppendEscaped(std::string_view bytes, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (char c : bytes) {
    out += "\\x";
    out += kHex[Byte(c) >> 4];
    out += kHex[Byte(c) & 0xf];
  }
}

bool IsDigits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Length of "https://" or "//" at the start of `url`, 0 when there is neither.
std::size_t SchemeLength(std::string_view url) {
  const std::size_t slashes = url.find("//");
  if (slashes == 0) return 2;
  if (slashes == std::string_view::npos || url[slashes - 1] != ':') return 0;
  const bool is_scheme = url.find_first_of("@?#/") == slashes && url.find(':') == slashes - 1;
  return is_scheme ? slashes + 2 : 0;
}

// "user:word@host:80" -> "host:80"
std::string_view HostOf(std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  return at == std::string_view::npos ? authority : authority.substr(at + 1);
}

// False for what looks like a torn password: "user:wo" of "user:wo?rd@host".
bool IsHost(std::string_view host) {
  const std::size_t literal_end = std::min(host.rfind(']'), host.size());
  const std::size_t colon = host.find(':', literal_end == host.size() ? 0 : literal_end);
  return colon == std::string_view::npos || IsDigits(host.substr(colon + 1));
}

}  // namespace

std::string PrintSafe(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = Decode(text);
    const std::size_t length = point.length == 0 ? 1 : point.length;
    if (point.length != 0 && MayBeShown(point.value)) {
      safe += text.substr(0, length);
    } else {
      AppendEscaped(text.substr(0, length), safe);
    }
    text.remove_prefix(length);
  }
  return safe;
}

std::string PrintSafeUrl(std::string_view url) {
  const std::size_t scheme_end = SchemeLength(url);
  std::string shown(url.substr(0, scheme_end));
  url.remove_prefix(scheme_end);
  const std::size_t authority_end = std::min(url.find_first_of("/\\?#"), url.size());
  const std::string_view host = HostOf(url.substr(0, authority_end));
  url.remove_prefix(authority_end);
  if (scheme_end != 0 && !IsHost(host)) return PrintSafe(shown.append("[hidden]"));
  shown.append(host).append(url.substr(0, url.find_first_of("?#")));
  return PrintSafe(shown);
}

}  // namespace accel::compat
