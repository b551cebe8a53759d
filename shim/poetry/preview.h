// SPDX-License-Identifier: Apache-2.0
//
// What `poetry add`, remove and update would make of a project: Poetry changes the shadow instead.
// Never writes into the project or its environment.
#pragma once

#include <string>

#include "clients/environment.h"
#include "shim/poetry/arguments.h"
#include "shim/poetry/project.h"
#include "shim/poetry/tool.h"

namespace accel::shim::poetry {

// The project in `folder` as the call `arguments` would leave its two files. FAILED_PRECONDITION in
// Poetry's own words when it would not.
absl::StatusOr<Project> ChangedProject(const Tool& tool, const Arguments& arguments,
                                       const std::string& folder,
                                       const clients::Environment& environment);

}  // namespace accel::shim::poetry
