// SPDX-License-Identifier: Apache-2.0
//
// Project names as PEP 503 and PEP 508 define them.
#pragma once

#include <string>
#include <string_view>

namespace accel::compat {

// Lower case, runs of `-`, `_` and `.` become one `-` (PEP 503).
std::string NormalizeName(std::string_view name);

// True for a name that PEP 508 allows: ASCII letters, digits, `-_.`, starting and ending with a
// letter or digit.
bool IsValidName(std::string_view name);

}  // namespace accel::compat
