// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "compat/status.h"

namespace accel::catalog {

// All of it. FAILED_PRECONDITION when it cannot be read.
absl::StatusOr<std::string> ReadTextFile(const std::string& file);

}  // namespace accel::catalog
