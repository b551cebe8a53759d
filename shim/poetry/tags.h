// SPDX-License-Identifier: Apache-2.0
//
// Tags that somebody asks for and accel.lock lacks: known ones are to be locked, others mistyped.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "shim/poetry/session.h"

namespace accel::shim::poetry {

// Those of `known` that share most of their beginning with `tag`, in whatever case; none without a
// common letter. Pure.
std::vector<std::string> NearTags(const std::string& tag, const std::set<std::string>& known);

// FAILED_PRECONDITION: the overlay lacks `tag`. `remedy` locks it; for a tag that neither the
// catalogue nor the project knows the near ones are named instead. Asks no index.
absl::Status LacksTag(const Session& session, const std::string& tag, const std::string& remedy);

}  // namespace accel::shim::poetry
