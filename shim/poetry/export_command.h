// SPDX-License-Identifier: Apache-2.0
//
// `accel-shim export`: the lock for one tag in a form that others read: pylock.TAG.toml (PEP 751),
// requirements with hashes, a CycloneDX bill of materials.
#pragma once

#include "clients/environment.h"
#include "shim/command_line.h"
#include "shim/poetry/tool.h"

namespace accel::shim::poetry {

// 0; options: --for TAG (else this machine), --format, --output, --with GROUP, --extras EXTRA.
absl::StatusOr<int> RunExport(const CommandLine& line, const Tool& tool,
                              const clients::Environment& environment);

}  // namespace accel::shim::poetry
