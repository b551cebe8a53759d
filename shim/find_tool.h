// SPDX-License-Identifier: Apache-2.0
//
// Which program is the real tool? The first on PATH that is executable and not this shim under any
// name (link, hard link or copy). The rule of ccache: never ourselves, never another of us.
#pragma once

#include <functional>
#include <string>

#include "compat/status.h"

namespace accel::shim {

// What the search sees of a file, so that tests need no files.
struct Candidate {
  bool exists = false;
  bool executable = false;
  bool is_shim = false;
};
using LookAt = std::function<Candidate(const std::string& path)>;

// `tool` with a slash is taken as it is. `path` is PATH; empty or unset it is "/bin:/usr/bin", as
// for execvp(3). NOT_FOUND: there is none; PERMISSION_DENIED: there is one that may not be
// executed.
absl::StatusOr<std::string> FindTool(const std::string& tool, const std::string& path,
                                     const LookAt& look);

// Looks at real files; a file is a shim when it is `shim`, or has its size and bytes.
LookAt RealFiles(std::string shim = "/proc/self/exe");

}  // namespace accel::shim
