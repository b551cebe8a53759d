// SPDX-License-Identifier: Apache-2.0
//
// Requirement and constraint files: what they require, and the index lines that would lead around
// the gate. Promises that files without index lines are left to pip as they are; one with such
// lines is replaced by a copy in memory, relative names inside made absolute. Never writes to a
// file of the user.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compat/status.h"

namespace accel::shim::pip {

struct RequirementFile {
  std::vector<std::string> requirements;  // PEP 508 texts, options of the line cut off
  std::vector<std::string> constraints;   // the same from -c files
  std::optional<std::string> index_url;   // of the last --index-url line
  std::vector<std::string> extra_index_urls;
  bool no_index = false;
  // The content pip should read instead; nullopt = the file is fine as it is.
  std::optional<std::string> rewritten;
};

// Reads a file; nullopt when it cannot be read.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;
// Keeps a rewritten nested file somewhere and returns its name.
using KeepFile = std::function<absl::StatusOr<std::string>(const std::string& content)>;

// Follows -r and -c lines. A file that cannot be read is left for pip to complain about.
// INVALID_ARGUMENT: a file includes itself, or files are nested more than 32 deep.
absl::StatusOr<RequirementFile> ReadRequirementFile(const std::string& path, const ReadFile& read,
                                                    const KeepFile& keep);

}  // namespace accel::shim::pip
