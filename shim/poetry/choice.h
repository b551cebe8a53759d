// SPDX-License-Identifier: Apache-2.0
//
// Which builds of what a lock holds are right for a machine: among those that an overlay has, else
// among those that the index has. The version is the lock's; never another one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accel/v1/verdict.pb.h"
#include "compat/choose.h"
#include "shim/family_index.h"
#include "shim/overlay/accel_lock.h"
#include "shim/poetry/manifest.h"

namespace accel::shim::poetry {

// The members of one family in one tag, or why there is none.
struct Choice {
  std::vector<v1::Choice> builds;
  std::optional<v1::Refusal> refusal;
  std::vector<std::string> notes;
  std::string tag() const { return builds.empty() ? "" : builds.front().tag(); }
};

// Among the variants of `lock`; nobody is asked.
Choice ChooseVariant(const std::vector<Pin>& members, const overlay::AccelLock& lock,
                     const v1::Package& leader, const compat::Question& question);

// Among the builds on the index of `leader`. Errors are those of the index.
absl::StatusOr<Choice> ChooseOnIndex(const std::vector<Pin>& members, const v1::Package& leader,
                                     const compat::Question& question, FamilyIndex& index);

}  // namespace accel::shim::poetry
