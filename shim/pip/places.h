// SPDX-License-Identifier: Apache-2.0
//
// Where pip installs: by the words of the call, the configuration (PIP_TARGET, `[install] prefix`),
// else the interpreter. Pure.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/interpreter.pb.h"
#include "clients/environment.h"
#include "shim/pip/arguments.h"
#include "shim/pip/settings.h"

namespace accel::shim::pip {

struct Call {
  const Arguments& arguments;
  const Settings& settings;
  const v1::Interpreter& interpreter;
  const clients::Environment& environment;
};

// Folders with packages, those that are written to first; existing or not.
std::vector<std::string> SiteFolders(const Call& call);

// Folders at or below which pip may write; existing or not.
std::vector<std::string> WrittenFolders(const Call& call);

}  // namespace accel::shim::pip
