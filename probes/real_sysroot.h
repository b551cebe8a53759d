// SPDX-License-Identifier: Apache-2.0
//
// Sysroot over a real folder: "/" of this machine, or a tree that was captured elsewhere.
// Promises that links are followed inside the folder only. Never follows a path out of it, even a
// hostile tree's.
#pragma once

#include <memory>
#include <string>

#include "compat/status.h"
#include "probes/host.h"

namespace accel::probes {

// NOT_FOUND or PERMISSION_DENIED when `folder` cannot be opened. Folders other than "/" need
// openat2 (Linux 5.6). The kernel's name is uname's for "/"; for a tree it is what
// proc/sys/kernel/{osrelease,arch} in it say (Linux 6.1), empty when they are missing. The clocks
// are always those of this machine.
absl::StatusOr<std::unique_ptr<Sysroot>> OpenSysroot(const std::string& folder);

}  // namespace accel::probes
