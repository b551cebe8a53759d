// SPDX-License-Identifier: Apache-2.0
//
// One pip call that installs, from the command line to the exit code: it runs behind the gate, with
// what was settled pinned, and what came of it is checked. Never changes a file of the user;
// whatever is made for the run is gone with it.
#pragma once

#include "clients/environment.h"
#include "shim/command_line.h"
#include "shim/find_tool.h"
#include "shim/pip/arguments.h"

namespace accel::shim::pip {

// `program` is the real tool, `arguments` those of pip; `look` knows a shim. The exit code.
int RunPip(const CommandLine& line, const std::string& program, Arguments arguments,
           const LookAt& look, const clients::Environment& environment);

}  // namespace accel::shim::pip
