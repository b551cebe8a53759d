// SPDX-License-Identifier: Apache-2.0
//
// What of a lock is installed somewhere: for one Python, some groups and extras. Pure.
#pragma once

#include <string>
#include <vector>

#include "compat/marker.h"
#include "compat/platform_tags.h"
#include "shim/overlay/locked_package.h"

namespace accel::shim::overlay {

struct Selection {
  compat::MarkerEnvironment environment;  // of the Python
  std::vector<std::string> groups;        // beside "main"
  std::vector<std::string> extras;        // of the project
};

// In the lock's order. FAILED_PRECONDITION for a lock that does not say which groups its packages
// belong to; INVALID_ARGUMENT for a marker that cannot be read.
absl::StatusOr<std::vector<LockedPackage>> Select(const std::vector<LockedPackage>& packages,
                                                  const Selection& selection);

// The file that an installer takes where `tags` can be installed, best first: a wheel, else the
// source archive. nullptr when there is none.
const LockedFile* BestFile(const LockedPackage& package, const std::vector<compat::Tag>& tags);

}  // namespace accel::shim::overlay
