// SPDX-License-Identifier: Apache-2.0
//
// The files of an installed package against its RECORD (the standard "Recording installed
// projects"). Reads only.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "compat/status.h"

namespace accel::shim {

struct RecordCheck {
  std::size_t files = 0;             // those with a hash
  std::vector<std::string> changed;  // paths as RECORD has them: other bytes, no plain file of the
                                     // environment, or not there
};

// `dist_info` is the package's *.dist-info folder, in ENVIRONMENT/lib/python3.X/site-packages.
// NOT_FOUND without RECORD; INVALID_ARGUMENT for one that cannot be read, with its line, or that
// names no file. Lines without a sha256 (RECORD itself, *.pyc) are not
// checked.
absl::StatusOr<RecordCheck> CheckRecord(const std::string& dist_info);

// A SHA-256 in hexadecimal digits as RECORD writes it: base64url without padding.
std::string RecordHash(const std::string& hex);

}  // namespace accel::shim
