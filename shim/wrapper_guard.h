// SPDX-License-Identifier: Apache-2.0
//
// A `pip` on PATH may be a script that calls accel-shim again. Such a wrapper is run once: when the
// call comes round, it is passed over and the next one on PATH is the real tool. A pip that is a
// Python script is none and never passed over.
#pragma once

#include <string>

#include "clients/environment.h"
#include "shim/find_tool.h"

namespace accel::shim {

// `look`, with the wrappers that were run already counted as shims.
LookAt PassingOverWrappers(LookAt look, const clients::Environment& environment);

// Notes in ACCEL_SHIM_WRAPPERS of `environment`, the child's, that `program` is run, if it is a
// wrapper.
void RememberWrapper(const std::string& program, clients::Environment& environment);

}  // namespace accel::shim
