// SPDX-License-Identifier: Apache-2.0
//
// The words behind one of accel-shim's own commands.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "shim/poetry/session.h"

namespace accel::shim::poetry {

// For an option that takes a tag: what is wrong with it; empty when it is one.
std::string CheckTag(const std::string& tag);

// Reads `words` into what `app` declares. True when help was asked for, and printed.
// INVALID_ARGUMENT names the help.
absl::StatusOr<bool> ReadWords(CLI::App& app, std::vector<std::string> words);

// An option that takes one value and may be given several times; none is empty.
CLI::Option* AddRepeatable(CLI::App& app, const std::string& name, std::vector<std::string>& values,
                           const std::string& type, const std::string& description);

// One of the commands that `line` names, in the project that we stand in: `action` once the words
// are read into what `app` declares. A project without packages of ours has nothing to be done,
// which is said.
absl::StatusOr<int> RunInProject(CLI::App& app, const CommandLine& line, const Tool& tool,
                                 const clients::Environment& environment,
                                 const std::function<absl::StatusOr<int>(const Session&)>& action);

}  // namespace accel::shim::poetry
