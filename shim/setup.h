// SPDX-License-Identifier: Apache-2.0
//
// `accel-shim setup poetry`: from then on `poetry` is accel-shim poetry. A link in a folder of the
// user's own, and a line in the shell's start file that puts the folder before the others.
// Promises to say what it does before it does it, and to touch nothing else; --undo takes both
// away.
#pragma once

#include <string>
#include <vector>

#include "clients/environment.h"
#include "compat/status.h"

namespace accel::shim {

// `words` are those behind setup: "poetry", --undo, --dry-run. `shim` is accel-shim's real path.
// INVALID_ARGUMENT for other words.
absl::StatusOr<int> RunSetup(const std::vector<std::string>& words, const std::string& shim,
                             const clients::Environment& environment);

}  // namespace accel::shim
