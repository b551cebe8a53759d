// SPDX-License-Identifier: Apache-2.0
//
// Requirement and constraint files: what they require, and the index lines that would lead around
// the gate. Promises that pip reads a file as we read it: a plain one without index lines is left
// to it as it is, any other is replaced by a copy in memory, spelled out. Never writes to a file of
// the user.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compat/status.h"
#include "shim/pip/requirement_lines.h"

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
  // A path or an http(s) URL.
  std::function<absl::StatusOr<FileContent>(const std::string& path)> read;
  // Keeps a rewritten nested file somewhere and returns its name.
  std::function<absl::StatusOr<std::string>(const std::string& content)> keep;
  Variable variable;
};

// Follows -r and -c lines. A file that cannot be read is an error: pip must not read what we did
// not. INVALID_ARGUMENT: a file includes itself, or files are nested more than 32 deep, or a line
// cannot be read.
absl::StatusOr<RequirementFile> ReadRequirementFile(const std::string& path,
                                                    const RequirementSource& source);

}  // namespace accel::shim::pip
