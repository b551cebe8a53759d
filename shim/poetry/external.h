// SPDX-License-Identifier: Apache-2.0
//
// Packages that are on the machine already (external = true): how a lock is made to say so, that
// the resolver may find them there and leave them alone.
#pragma once

#include <string>
#include <vector>

#include "shim/installed.h"
#include "shim/overlay/lock_file.h"
#include "shim/poetry/own_builds.h"

namespace accel::shim::poetry {

// An environment: what is in it, and where.
struct Present {
  std::string virtual_environment;
  std::vector<std::string> site_packages;
  Installed installed;
};

// Gives the pins without a wheel the version that is present, and their entries in `lock` too, with
// the origin that pip noted. What of `universal` is left out of `lock`, for only they need it, and
// is present all the same, is kept as it is. FAILED_PRECONDITION when one of them is not present.
absl::Status TakeExternal(const OwnBuilds& own, const Present& present,
                          const overlay::LockFile& universal, std::vector<Pin>& pins,
                          overlay::LockFile& lock);

}  // namespace accel::shim::poetry
