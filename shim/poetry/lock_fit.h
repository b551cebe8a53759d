// SPDX-License-Identifier: Apache-2.0
//
// Whether poetry.lock was made for pyproject.toml as it is now: Poetry installs from no other.
#pragma once

#include "shim/poetry/session.h"

namespace accel::shim::poetry {

// FAILED_PRECONDITION when it was not. Poetry itself is asked only where our own hash differs.
absl::Status CheckLockFits(const Session& session);

}  // namespace accel::shim::poetry
