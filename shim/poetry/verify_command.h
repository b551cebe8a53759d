// SPDX-License-Identifier: Apache-2.0
//
// `accel-shim verify`: is the environment what accel.lock says for this machine? Versions, and the
// files of every package that the build changes against their RECORD. Changes nothing.
#pragma once

#include "clients/environment.h"
#include "shim/command_line.h"
#include "shim/poetry/tool.h"

namespace accel::shim::poetry {

// 0 when it is, 1 when it is not; a table of the packages on standard output.
absl::StatusOr<int> RunVerify(const CommandLine& line, const Tool& tool,
                              const clients::Environment& environment);

}  // namespace accel::shim::poetry
