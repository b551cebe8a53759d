// SPDX-License-Identifier: Apache-2.0
//
// SHA-256 (FIPS 180-4) of bytes in memory: what indexes name files by.
#pragma once

#include <string>
#include <string_view>

namespace accel::shim::index {

// 64 lower-case hexadecimal digits.
std::string Sha256Hex(std::string_view bytes);

// `text` in lower case when it is 64 hexadecimal digits, else empty.
std::string AsSha256(std::string_view text);

}  // namespace accel::shim::index
