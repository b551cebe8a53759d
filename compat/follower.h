// SPDX-License-Identifier: Apache-2.0
//
// What a follower adds to the build of its leader: which of the leader's tags it has builds for,
// and what these need besides (flash-attn: CUDA alone, and sm_80 or newer). A row of a CUDA major
// ("cuda12") stands for every tag of it (cu126, cu128). Pure.
#pragma once

#include <string>
#include <string_view>

#include "accel/v1/catalog.pb.h"
#include "compat/question.h"

namespace accel::compat {

// "cuda12" covers "cuda12", "cu121" and "cu128"; "rocm" covers "rocm6.4"; any other tag itself.
bool CoversTag(std::string_view row_tag, std::string_view tag);

// The row of the follower's own that stands for the leader's `tag`; nullptr when there is none.
const v1::BuildRow* OwnRow(const v1::Release& release, std::string_view tag,
                           std::string_view architecture);

// The same of the release that `version` of `package` belongs to, for the question's machine.
const v1::BuildRow* OwnRow(const v1::Package& package, const std::string& version,
                           const std::string& tag, const Question& question);

// False when the follower's release says for which tags it is built and `tag` is none of them.
bool IsBuiltFor(const v1::Release& release, std::string_view tag, std::string_view architecture);

// What `version` of `package` needs in `tag`, beside or as a leader at `leader_version`: the
// leader's verdict and the follower's own. `build`, if given, receives the leader's, as judged.
v1::Verdict JudgeMember(const v1::Package& package, const std::string& version,
                        const std::string& leader_version, const std::string& tag,
                        const Question& question, v1::Build* build = nullptr);

// The follower's own part of it: COMPATIBLE where it needs nothing more than its leader.
v1::Verdict JudgeOwn(const v1::Package& follower, const std::string& version,
                     const std::string& tag, const Question& question);

}  // namespace accel::compat
