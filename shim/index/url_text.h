// SPDX-License-Identifier: Apache-2.0
//
// The characters of a URL (RFC 3986 §2): which are which, and the escapes for those that are none.
// Never depends on the locale.
#pragma once

#include <string>
#include <string_view>

#include "compat/ascii.h"

namespace accel::shim::index {

inline bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
inline bool IsSchemeChar(char c) {
  return compat::IsLetter(c) || compat::IsDigit(c) || c == '+' || c == '-' || c == '.';
}

// 0..15, or -1 when `c` is no hexadecimal digit.
int HexValue(char c);

// A registered name of ASCII letters, digits, `-._`, or an IPv6 address in brackets. `host` is
// lower case.
bool IsHost(std::string_view host);

// Bytes that no URL may hold become %XX, a `%` that starts no escape becomes %25; everything else
// stays.
std::string Encode(std::string_view text);

}  // namespace accel::shim::index
