// SPDX-License-Identifier: Apache-2.0
//
// The words behind one of accel-shim's own commands.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "compat/status.h"

namespace accel::shim::poetry {

// Reads `words` into what `app` declares. True when help was asked for, and printed.
// INVALID_ARGUMENT names the help.
absl::StatusOr<bool> ReadWords(CLI::App& app, std::vector<std::string> words);

}  // namespace accel::shim::poetry
