// SPDX-License-Identifier: Apache-2.0
//
// Every build that a question touches, judged: what `accelctl tags` shows below the choice.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/verdict.pb.h"
#include "compat/choose.h"

namespace accel::compat {

// The builds of everything wished for, best first: those that run before those that do not, newer
// versions first, best tag first.
std::vector<v1::JudgedBuild> ListBuilds(const FamilyWish& family, const Question& question);

// The leader's version that `version` of `package` goes with: itself for a leader; for a follower
// the newest that its catalogue row admits, else the leader's newest.
std::string LeaderVersionOf(const v1::Package& package, const std::string& version,
                            const Question& question);

}  // namespace accel::compat
