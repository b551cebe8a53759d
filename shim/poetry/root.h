// SPDX-License-Identifier: Apache-2.0
//
// The project itself in its environment. It is installed from its true place, never from the
// shadow, and not again where it is known to be there as it should be.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/interpreter.pb.h"
#include "shim/poetry/project.h"
#include "shim/poetry/tool.h"

namespace accel::shim::poetry {

// Whether pyproject.toml alone decides what an install of the project comes to: it runs no build
// script, copies no file, and no plugin has a say in it (poetry-dynamic-versioning).
bool DecidesItsInstall(const toml::table& pyproject);

// Nothing for a project with package-mode = false; else `call` with --only-root in the project's
// folder. That is left out where pyproject.toml alone decides and neither it nor the environment
// nor the call has changed since the last time, as a stamp in `cache_folder` says, and every file
// is there as it was put there then.
absl::StatusOr<int> InstallRoot(const Project& project, const v1::Interpreter& interpreter,
                                const Tool& tool, const std::string& virtual_environment,
                                const std::string& cache_folder,
                                const std::vector<std::string>& call);

}  // namespace accel::shim::poetry
