// SPDX-License-Identifier: Apache-2.0
//
// What the shim itself ends with. Once the tool ran, its own exit code is the shim's.
#pragma once

#include "compat/status.h"

namespace accel::shim {

inline constexpr int kRefused = 1;  // no build that was asked for runs here; nothing changed
inline constexpr int kUsage = 2;    // the command line cannot be read
inline constexpr int kNotExecutable = 126;  // the tool is there but cannot be run
inline constexpr int kNotFound = 127;       // there is no such tool on PATH

// `code`, once all that we printed is written; kRefused when it cannot be, which is said. For the
// end of a program: an answer that nobody gets is none.
int CodeOncePrinted(int code);

// `code`; what stands in its place is said: kUsage for INVALID_ARGUMENT, else kRefused.
int ExitCode(const absl::StatusOr<int>& code);

}  // namespace accel::shim
