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
#include "shim/poetry/own_builds.h"

namespace accel::shim::poetry {

// The members of one family in one tag, or why there is none.
struct Choice {
  std::vector<v1::Choice> builds;
  std::optional<v1::Refusal> refusal;
  std::vector<std::string> notes;
  std::vector<Pin> own;  // the project's own builds; with any of them nothing is judged
  std::string tag() const {
    if (!own.empty()) return kOwnTag;
    return builds.empty() ? "" : builds.front().tag();
  }
};

// "torch 2.9.1+cu126 for GeForce GTX 1080 (sm_61), driver 580.95.05", or where the project's own
// builds come from.
std::string Summary(const Choice& choice, const compat::Question& question);

// Among the variants of `lock`; nobody is asked.
Choice ChooseVariant(const std::vector<Pin>& members, const overlay::AccelLock& lock,
                     const v1::Package& leader, const compat::Question& question);

// Among the builds on the index of `leader`. Errors are those of the index.
absl::StatusOr<Choice> ChooseOnIndex(const std::vector<Pin>& members, const v1::Package& leader,
                                     const compat::Question& question, FamilyIndex& index);

}  // namespace accel::shim::poetry
