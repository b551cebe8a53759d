// SPDX-License-Identifier: Apache-2.0
//
// After the run: did every member of a package family that changed come as the build that was
// meant?
#pragma once

#include <string>
#include <vector>

#include "compat/question.h"
#include "shim/installed.h"

namespace accel::shim::pip {

// One sentence per member that was installed or changed and cannot run here, carries no build at
// all, or another build than its leader.
std::vector<std::string> CheckChanges(const Installed& before, const Installed& after,
                                      const compat::Question& question);

}  // namespace accel::shim::pip
