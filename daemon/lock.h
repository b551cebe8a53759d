// SPDX-License-Identifier: Apache-2.0
//
// One acceld per runtime folder: an flock on a file that the kernel lets go when its holder dies,
// however it dies. Promises that whoever holds the lock may replace sockets found in the folder.
// Never waits, never judges by a pid in a file: the pid is only there to be named.
#pragma once

#include <string>

#include "compat/status.h"
#include "daemon/unique_fd.h"

namespace accel::daemon {

// Takes the lock at `path` and writes this process's pid into it. FAILED_PRECONDITION, naming the
// pid that holds it, when another process does; PERMISSION_DENIED or INTERNAL when the file cannot
// be opened. The lock lives as long as the fd.
absl::StatusOr<UniqueFd> TakeLock(const std::string& path);

}  // namespace accel::daemon
