// SPDX-License-Identifier: Apache-2.0
//
// Files of people's: the text of one, those of a folder, those that a variable lists.
#pragma once

#include <string>
#include <vector>

#include "compat/status.h"

namespace accel::catalog {

// All of it. FAILED_PRECONDITION when it cannot be read.
absl::StatusOr<std::string> ReadTextFile(const std::string& file);

// The files of `folder` with this extension (".pem"), by name; none when there is no folder.
// FAILED_PRECONDITION when it cannot be read.
absl::StatusOr<std::vector<std::string>> FilesIn(const std::string& folder,
                                                 const std::string& extension);

// `listed` split at ":", without empty ones.
std::vector<std::string> ListedPaths(const std::string& listed);

}  // namespace accel::catalog
