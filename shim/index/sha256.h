// SPDX-License-Identifier: Apache-2.0
//
// SHA-256 (FIPS 180-4): what indexes name files by.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace accel::shim::index {

// Of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  void Add(std::string_view bytes);
  // 64 lower-case hexadecimal digits, of all that was added. Ends the hash.
  std::string Hex();

 private:
  std::array<std::uint32_t, 8> state_;
  std::uint64_t length_ = 0;  // bytes
  std::string rest_;          // what fills no whole block yet
};

// Of bytes in memory.
std::string Sha256Hex(std::string_view bytes);

// Of a file's bytes; empty when it cannot be read.
std::string Sha256OfFile(const std::string& path);

// `text` in lower case when it is 64 hexadecimal digits, else empty.
std::string AsSha256(std::string_view text);

}  // namespace accel::shim::index
