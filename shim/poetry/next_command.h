// SPDX-License-Identifier: Apache-2.0
//
// What is to be typed after a refusal. Pure. Never repeats a URL of the command line, which may
// hold a password.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/verdict.pb.h"
#include "shim/command_line.h"
#include "shim/poetry/manifest.h"

namespace accel::shim::poetry {

// The call `line` with one more option of accel-shim's: "accel-shim --accept-cpu poetry install".
std::string WithOption(const CommandLine& line, const std::string& option);

// Takes other versions of `members` into the project: "accel-shim poetry add torch==2.14.1". Empty
// for members of different groups, or of an extra.
std::string Taking(const std::vector<v1::Choice>& versions, const std::vector<Pin>& members);

// The refusal, its ways out, and the commands that take them.
std::string TextOf(const v1::Refusal& refusal, const CommandLine& line,
                   const std::vector<Pin>& members);

}  // namespace accel::shim::poetry
