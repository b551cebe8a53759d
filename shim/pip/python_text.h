// SPDX-License-Identifier: Apache-2.0
//
// What Python's str methods and shlex do to UTF-8 text, as far as requirement files need it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compat/status.h"

namespace accel::shim::pip {

// str.splitlines(): also at U+000B, 000C, 001C to 001E, 0085, 2028 and 2029.
std::vector<std::string> SplitLines(std::string_view text);

// The bytes of the blank (str.isspace) that `text` begins with; 0 = it begins with none.
std::size_t BlankAt(std::string_view text);

// str.strip()
std::string_view Strip(std::string_view text);

bool IsUtf8(std::string_view text);

// shlex.split(): INVALID_ARGUMENT for a quote or an escape that is not closed.
absl::StatusOr<std::vector<std::string>> SplitShell(std::string_view text);

}  // namespace accel::shim::pip
