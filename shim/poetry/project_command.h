// SPDX-License-Identifier: Apache-2.0
//
// accel-shim's own commands, for the project that we stand in: `accel-shim lock`, verify, explain,
// export. Nothing is installed by any of them, and no wheel fetched.
#pragma once

#include <string>

#include "clients/environment.h"
#include "shim/command_line.h"

namespace accel::shim::poetry {

// `program` is the real Poetry. Exit codes: 0, 1 refused or not as it should be, 2 usage.
int RunProjectCommand(const CommandLine& line, const std::string& program,
                      const clients::Environment& environment);

}  // namespace accel::shim::poetry
