// SPDX-License-Identifier: Apache-2.0
//
// `accel-shim lock`: the overlay for machines that are not this one. No wheel is fetched, nothing
// is installed.
#pragma once

#include <string>

#include "clients/environment.h"
#include "shim/command_line.h"

namespace accel::shim::poetry {

// `program` is the real Poetry. Options: --for TAG and --for-host FILE|DESCRIPTION, repeatable
// (neither: this machine), --check (change nothing; exit 1 when the overlay is stale or lacks one
// of them), --help. Exit codes: 0, 1 refused, 2 usage.
int RunLock(const CommandLine& line, const std::string& program,
            const clients::Environment& environment);

}  // namespace accel::shim::poetry
