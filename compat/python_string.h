// SPDX-License-Identifier: Apache-2.0
//
// Python's string literals, as far as they occur in markers: the text between two quotes, with its
// escapes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace accel::compat {

// The value of the literal whose text between the quotes is `body` (UTF-8); none when Python would
// refuse it. \N{name} and lone surrogates are refused too.
std::optional<std::string> ReadPythonString(std::string_view body);

// `value` as a literal in double quotes, or single ones when that saves an escape; ReadPythonString
// reads it back.
std::string WritePythonString(std::string_view value);

}  // namespace accel::compat
