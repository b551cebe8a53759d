// SPDX-License-Identifier: Apache-2.0
//
// `accel-shim explain`: which build this project gets on this machine, why, and what that changes
// in poetry.lock. Changes nothing, asks no index unless accel.lock has no build for the machine.
#pragma once

#include "clients/environment.h"
#include "shim/command_line.h"
#include "shim/poetry/tool.h"

namespace accel::shim::poetry {

// 0, or 1 when no build runs here.
absl::StatusOr<int> RunExplain(const CommandLine& line, const Tool& tool,
                               const clients::Environment& environment);

}  // namespace accel::shim::poetry
