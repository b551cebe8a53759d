// SPDX-License-Identifier: Apache-2.0
//
// What a session's project gets on one machine, and the lock that Poetry is to install for it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "shim/poetry/choice.h"
#include "shim/poetry/session.h"

namespace accel::shim::poetry {

// The builds for a machine: the project's own, else among the variants of `lock`, else on the
// index.
absl::StatusOr<Choice> Choose(const Session& session, const overlay::AccelLock& lock,
                              const compat::Question& question);

// The same among the variants alone; FAILED_PRECONDITION when none is for the machine.
absl::StatusOr<Choice> ChooseLocked(const Session& session, const overlay::AccelLock& lock,
                                    const compat::Question& question);

// What Poetry is to install for a variant: the lock that the overlay makes of the project's, and
// the pins that its pyproject.toml must have to fit it.
struct PinnedLock {
  overlay::LockFile lock;
  std::vector<Pin> pins;
};
absl::StatusOr<PinnedLock> LockOf(const Session& session, const overlay::Variant& variant,
                                  const Choice& choice);

// Every tag that the index has of all members at their locked versions.
absl::StatusOr<std::set<std::string>> TagsOnIndex(const Session& session);

}  // namespace accel::shim::poetry
