// SPDX-License-Identifier: Apache-2.0
//
// `accel-shim lock`: the overlay, for this machine or for others. No wheel is fetched, nothing is
// installed.
#pragma once

#include "clients/environment.h"
#include "shim/command_line.h"
#include "shim/poetry/tool.h"

namespace accel::shim::poetry {

// Options: --for TAG and --for-host FILE|DESCRIPTION, repeatable, --all (every tag that the index
// has of the locked version); none of them: this machine. --upgrade makes every variant anew.
// --hash-by-download: an index without hashes is refused otherwise.
// --check changes nothing: 1 when the overlay is stale or lacks one of them.
absl::StatusOr<int> RunLock(const CommandLine& line, const Tool& tool,
                            const clients::Environment& environment);

}  // namespace accel::shim::poetry
