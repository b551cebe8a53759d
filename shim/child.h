// SPDX-License-Identifier: Apache-2.0
//
// Running other programs: become one, wait for one, or read what one prints.
// Promises that signals sent to us reach the child we wait for.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "clients/environment.h"
#include "compat/status.h"

namespace accel::shim {

// argv[0] is the program's path. Returns only on failure.
absl::Status Become(const std::vector<std::string>& argv, const clients::Environment& environment);

// A program that is run and waited for.
struct Command {
  std::vector<std::string> argv;  // argv[0] is the program's path
  clients::Environment environment;
  std::string folder;  // where it runs; empty = where we are
};

inline constexpr int kUnguarded = -1;

// The exit code as a shell gives it (128 + signal). Terminal signals reach the child by themselves;
// others are forwarded. The child sends its process id to `guard` (orphan_guard.h) before it
// begins; kUnguarded = there is none. What has come before it could begin is the exit code of a
// call that never was.
absl::StatusOr<int> RunAndWait(const Command& command, int guard);

// The same for `work` in a process of its own, which ends with us: whatever ends it, we are there
// to see to what it leaves. Forks: call it while there is one thread.
absl::StatusOr<int> RunApart(const std::function<int()>& work);

enum class Streams { kOut, kBoth };  // what is read; without kBoth standard error is dropped
struct Printed {
  int exit_code = 0;
  std::string out;
};
// At most 1 MiB; DEADLINE_EXCEEDED ends the child, and so does our own end.
absl::StatusOr<Printed> Capture(const Command& command, std::chrono::milliseconds deadline,
                                Streams streams = Streams::kOut);

}  // namespace accel::shim
