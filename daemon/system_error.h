// SPDX-License-Identifier: Apache-2.0
//
// A failed system call as a status: "open /run/acceld/acceld.lock: Permission denied".
#pragma once

#include <string>

#include "compat/status.h"

namespace accel::daemon {

// `what` names the call and its object; `error` is errno. PERMISSION_DENIED for EACCES and EPERM,
// NOT_FOUND for ENOENT, RESOURCE_EXHAUSTED for the limits, else INTERNAL.
absl::Status SystemError(const std::string& what, int error);

}  // namespace accel::daemon
