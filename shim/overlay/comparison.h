// SPDX-License-Identifier: Apache-2.0
//
// An environment beside a lock: which packages are there at another version than the lock's, and
// which are not there although something that is there needs them. Pure.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "compat/marker.h"
#include "compat/status.h"
#include "shim/installed.h"
#include "shim/overlay/lock_file.h"

namespace accel::shim::overlay {

struct Compared {
  std::string name;
  std::string locked;     // "2.9.1+cu126"; several versions of one name: "1.0 or 2.0"
  std::string installed;  // empty = not there
  bool agrees = false;
};

// `lock` without what this Python, of `environment`, is not to have: packages whose markers do not
// hold for it, whatever the extra. A lock that has no markers (before Poetry 2) leaves out those
// that come with an environment (pip, setuptools, wheel) where its packages need them on other
// Pythons alone.
absl::StatusOr<LockFile> WithoutForeign(const LockFile& lock,
                                        const compat::MarkerEnvironment& environment);

// `required` and the packages of `lock` that are installed, with what they need in `environment`,
// and so on: names of the lock.
absl::StatusOr<std::set<std::string>> Needed(const LockFile& lock, std::set<std::string> required,
                                             const Installed& installed,
                                             const compat::MarkerEnvironment& environment);

// The packages of `lock` that are installed, and those of `required` that are not; by name.
std::vector<Compared> Compare(const LockFile& lock, const std::set<std::string>& required,
                              const Installed& installed);

}  // namespace accel::shim::overlay
