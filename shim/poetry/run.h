// SPDX-License-Identifier: Apache-2.0
//
// One call of `accel-shim poetry …` that installs. Poetry runs in a shadow of the project, into the
// project's own environment, with the lock that the overlay makes of the project's.
#pragma once

#include <string>

#include "clients/environment.h"
#include "shim/command_line.h"
#include "shim/poetry/arguments.h"

namespace accel::shim::poetry {

// `program` is the real Poetry. The exit code is Poetry's own once it installed; 1 when nothing was
// decided or resolved, said on standard error. A project without packages of ours: becomes Poetry.
int RunPoetry(const CommandLine& line, const std::string& program, const Arguments& arguments,
              const clients::Environment& environment);

}  // namespace accel::shim::poetry
