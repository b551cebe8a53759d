// SPDX-License-Identifier: Apache-2.0
//
// The characters of a URL (RFC 3986 §2): which are which, and the escapes for those that are none.
// Never depends on the locale.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "compat/ascii.h"

namespace accel::shim::index {

inline bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
inline bool IsSchemeChar(char c) {
  return compat::IsLetter(c) || compat::IsDigit(c) || c == '+' || c == '-' || c == '.';
}

// Looked up byte by byte in every URL and hash of a page.
inline constexpr std::array<signed char, 256> kHexValues = [] {
  std::array<signed char, 256> values{};
  values.fill(-1);
  for (int i = 0; i < 10; ++i)
    values[static_cast<std::size_t>('0' + i)] = static_cast<signed char>(i);
  for (int i = 10; i < 16; ++i) {
    values[static_cast<std::size_t>('a' + i - 10)] = static_cast<signed char>(i);
    values[static_cast<std::size_t>('A' + i - 10)] = static_cast<signed char>(i);
  }
  return values;
}();

inline constexpr std::array<bool, 256> kUrlChars = [] {
  std::array<bool, 256> in{};
  for (const char c : std::string_view("-._~:/?#@!$&'()*+,;="))
    in[static_cast<unsigned char>(c)] = true;
  for (unsigned char c = 0; c < 128; ++c) {
    if (compat::IsLetterOrDigit(static_cast<char>(c))) in[c] = true;
  }
  return in;
}();

// 0..15, or -1 when `c` is no hexadecimal digit.
constexpr int HexValue(char c) { return kHexValues[static_cast<unsigned char>(c)]; }

// Unreserved and reserved characters, without the brackets: those belong to a host.
constexpr bool IsUrlChar(char c) { return kUrlChars[static_cast<unsigned char>(c)]; }

// A registered name of ASCII letters, digits, `-._`, or an IPv6 address in brackets. `host` is
// lower case.
bool IsHost(std::string_view host);

// "%2B" stands at `at`.
bool IsEscape(std::string_view text, std::size_t at);

// Bytes that no URL may hold become %XX, a `%` that starts no escape becomes %25; everything else
// stays.
std::string Encode(std::string_view text);

}  // namespace accel::shim::index
