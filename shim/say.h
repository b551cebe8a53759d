// SPDX-License-Identifier: Apache-2.0
//
// The shim's own voice: lines on standard error that begin with "accel: ". Standard output belongs
// to the tool. Everything passes compat/printable.h on its way.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compat/status.h"

namespace accel::shim {

// One line; further lines of `text` are indented below it.
void Say(std::string_view text);

// Lines of an answer, for standard output: as they are, but escaped.
void Print(std::string_view text);

// The message of an error.
void Say(const absl::Status& status);

}  // namespace accel::shim
