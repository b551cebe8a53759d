// SPDX-License-Identifier: Apache-2.0
//
// Requirement and constraint files: what they require, and the index lines that would lead around
// the gate. Promises that files without index lines are left to pip as they are; one with such
// lines, or one that can be read only once (a pipe), is replaced by a copy in memory, relative
// names inside made absolute. Never writes to a file of the user.
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

struct FileContent {
  std::string text;
  bool once = false;  // a pipe or the like: pip could not read it again
};

// What the reader asks of the world.
struct RequirementSource {
  // A path or an http(s) URL; nullopt when it cannot be read.
  std::function<std::optional<FileContent>(const std::string& path)> read;
  // Keeps a rewritten nested file somewhere and returns its name.
  std::function<absl::StatusOr<std::string>(const std::string& content)> keep;
  // For ${NAME}; empty when unset.
  std::function<std::string(const std::string& name)> variable;
};

// Follows -r and -c lines. A file that cannot be read is left for pip to complain about.
// INVALID_ARGUMENT: a file includes itself, or files are nested more than 32 deep.
absl::StatusOr<RequirementFile> ReadRequirementFile(const std::string& path,
                                                    const RequirementSource& source);

}  // namespace accel::shim::pip
