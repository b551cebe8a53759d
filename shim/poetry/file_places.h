// SPDX-License-Identifier: Apache-2.0
//
// Where the files of a lock lie, as the indexes say.
#pragma once

#include <vector>

#include "shim/overlay/pylock.h"
#include "shim/poetry/session.h"

namespace accel::shim::poetry {

// Where the files of the packages that come from indexes lie: under their true URLs, not a mirror's
// and without user and password.
absl::StatusOr<overlay::Located> Locate(const Session& session,
                                        const std::vector<overlay::LockedPackage>& packages);

}  // namespace accel::shim::poetry
