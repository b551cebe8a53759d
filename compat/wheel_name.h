// SPDX-License-Identifier: Apache-2.0
//
// Names of wheel files: PEP 427 with compressed tag sets, and the variant label of PEP 825.
// Never accepts a name that could leave a folder or upset a terminal: no `/`, `\`, `..`, NUL or
// control byte.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compat/status.h"
#include "compat/version.h"

namespace accel::compat {

struct WheelName {
  std::string name;  // normalised (PEP 503)
  Version version;
  std::string build;                // build tag, "" when there is none
  std::vector<std::string> python;  // "cp312", or "py2", "py3" from "py2.py3"
  std::vector<std::string> abi;
  std::vector<std::string> platform;
  std::string variant;  // PEP 825 label, "" when there is none
};

// `file_name` is decoded (`+`, not `%2B`). INVALID_ARGUMENT says which part is wrong.
absl::StatusOr<WheelName> ParseWheelName(std::string_view file_name);

// Whether ParseWheelName reads it; copies none of its parts.
bool IsWheelName(std::string_view file_name);

}  // namespace accel::compat
