// SPDX-License-Identifier: Apache-2.0
//
// A lock as pylock.toml (PEP 751, lock-version 1.0), which pip and uv install from. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "shim/index/page.h"
#include "shim/overlay/locked_package.h"

namespace accel::shim::overlay {

// What the file says of the project as a whole.
struct PylockHead {
  std::string requires_python;
  std::vector<std::string> extras, groups;  // that may be asked for; groups without "main"
  std::vector<std::string> default_groups;  // that are installed unasked
};

// Files by name, as the indexes list them.
using Located = std::map<std::string, index::File>;

// FAILED_PRECONDITION for a file that `located` does not have, or has with another hash.
absl::StatusOr<std::string> ToPylock(const PylockHead& head,
                                     const std::vector<LockedPackage>& packages,
                                     const Located& located);

// The name that PEP 751 asks for: "pylock.cu126.toml". A dot may not stand in it: rocm6.4 becomes
// rocm6-4.
std::string PylockName(const std::string& tag);

}  // namespace accel::shim::overlay
