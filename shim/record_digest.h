// SPDX-License-Identifier: Apache-2.0
//
// Hashes as RECORD writes them ("sha256=", then base64url without padding), by libcrypto: a build
// has gigabytes of files. Reads only.
#pragma once

#include <string>
#include <string_view>

namespace accel::shim {

// By sha256, sha384 or sha512; weaker ones may not stand in a RECORD. Empty when the file cannot be
// read or `algorithm` is another.
std::string DigestOfFile(const std::string& path, std::string_view algorithm);

// By sha256.
std::string DigestOf(std::string_view bytes);

}  // namespace accel::shim
