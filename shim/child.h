// SPDX-License-Identifier: Apache-2.0
//
// Running other programs: become one, wait for one, or read what one prints.
// Promises that signals sent to us reach the child we wait for.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "clients/environment.h"
#include "compat/status.h"

namespace accel::shim {

// argv[0] is the program's path. Returns only on failure.
absl::Status Become(const std::vector<std::string>& argv, const clients::Environment& environment);

// The exit code as a shell gives it (128 + signal). Terminal signals reach the child by themselves;
// others are forwarded. The child sends its process id to `guard` (orphan_guard.h) before it
// begins.
absl::StatusOr<int> RunAndWait(const std::vector<std::string>& argv,
                               const clients::Environment& environment, int guard);

struct Printed {
  int exit_code = 0;
  std::string out;  // standard output; standard error is dropped
};
// At most 1 MiB; DEADLINE_EXCEEDED ends the child, and so does our own end.
absl::StatusOr<Printed> Capture(const std::vector<std::string>& argv,
                                const clients::Environment& environment,
                                std::chrono::milliseconds deadline);

}  // namespace accel::shim
