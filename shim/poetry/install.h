// SPDX-License-Identifier: Apache-2.0
//
// Puts a variant into the project's environment: Poetry does, from the shadow, and for the project
// itself from its true place.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "shim/poetry/arguments.h"
#include "shim/poetry/decision.h"
#include "shim/poetry/session.h"

namespace accel::shim::poetry {

struct InstallCall {
  const Arguments& arguments;             // as typed
  const std::vector<std::string>& words;  // of the install that they come to: "install", "-E", "ml"
  const std::set<std::string>& gone;      // names that are locked no more and leave, too
};

// The exit code is Poetry's.
absl::StatusOr<int> InstallVariant(const Session& session, const Shadow& shadow,
                                   const overlay::Variant& variant, const Choice& choice,
                                   const InstallCall& call);

}  // namespace accel::shim::poetry
