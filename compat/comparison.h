// SPDX-License-Identifier: Apache-2.0
//
// The same question on two machines: which builds open, which close, and what the best one becomes.
// Pure.
#pragma once

#include <string>

#include "accel/v1/compatibility.pb.h"

namespace accel::compat {

// The builds that come out differently, in the order of `after`.
v1::Comparison Compare(const v1::ListTagsResponse& before, const v1::ListTagsResponse& after);

// The reason that decided a verdict: the first that speaks against, else what is worth knowing (a
// reason that degrades). nullptr without reasons.
const v1::Reason* DecisiveReason(const v1::JudgedBuild& build);

// "driver 580.95.05: the build needs …": fact and text in one line.
std::string InOneLine(const v1::Reason& reason);

}  // namespace accel::compat
