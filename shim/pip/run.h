// SPDX-License-Identifier: Apache-2.0
//
// One pip call, from the command line to the exit code: verbs that install nothing become pip at
// once; the others run behind the gate, with what was settled pinned, and what came of it is
// checked. Never changes a file of the user; whatever is made for the run is gone with it.
#pragma once

#include "clients/environment.h"
#include "shim/command_line.h"
#include "shim/pip/arguments.h"

namespace accel::shim::pip {

// `program` is the real tool, `arguments` those of pip. The exit code.
int RunPip(const CommandLine& line, const std::string& program, Arguments arguments,
           const clients::Environment& environment);

}  // namespace accel::shim::pip
