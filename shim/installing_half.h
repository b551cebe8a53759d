// SPDX-License-Identifier: Apache-2.0
//
// Where accel-shim's other half lies: the program that decides and installs. It is found from the
// running program's real path, as a link to accel-shim is followed; never through PATH.
#pragma once

#include <string>

#include "compat/status.h"

namespace accel::shim {

struct InstallingHalf {
  std::string shim;     // the running accel-shim, links resolved
  std::string program;  // BIN/../libexec/accel/accel-shim-install
};

// Called as `accel-shim-install SHIM PROGRAM WORDS…`: SHIM to know a shim by, PROGRAM the real tool
// already found, WORDS the whole call of accel-shim. FAILED_PRECONDITION when it is not there.
absl::StatusOr<InstallingHalf> FindInstallingHalf();

}  // namespace accel::shim
