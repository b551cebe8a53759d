// SPDX-License-Identifier: Apache-2.0
//
// After the run: did every member of a package family that changed come as the build that was
// meant?
#pragma once

#include <string>
#include <vector>

#include "accel/v1/compatibility.pb.h"
#include "compat/question.h"
#include "shim/installed.h"

namespace accel::shim::pip {

// One sentence per member that was installed or changed and cannot run here, carries no build at
// all, or another build than its leader.
std::vector<std::string> CheckChanges(const Installed& before, const Installed& after,
                                      const compat::Question& question);

// One sentence per member that nobody changed and that no longer fits its leader, which was.
std::vector<std::string> LeftBehind(const Installed& before, const Installed& after,
                                    const compat::Question& question);

// One sentence per package that pip's resolver put at another version than the one chosen for it,
// as something else required.
std::vector<std::string> OtherVersions(const std::vector<v1::Choice>& choice,
                                       const Installed& after);

}  // namespace accel::shim::pip
