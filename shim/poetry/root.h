// SPDX-License-Identifier: Apache-2.0
//
// The project itself in its environment. It is installed from its true place, never from the
// shadow, and only when it is not there as it should be.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/interpreter.pb.h"
#include "shim/poetry/project.h"
#include "shim/poetry/tool.h"

namespace accel::shim::poetry {

// Nothing for a project with package-mode = false; else `call` with --only-root in the project's
// folder, unless a stamp in `cache_folder` says that nothing has changed since the last time:
// pyproject.toml, what is installed, the environment, the call.
absl::StatusOr<int> InstallRoot(const Project& project, const v1::Interpreter& interpreter,
                                const Tool& tool, const std::string& virtual_environment,
                                const std::string& cache_folder,
                                const std::vector<std::string>& call);

}  // namespace accel::shim::poetry
