// SPDX-License-Identifier: Apache-2.0
//
// Files that are read and replaced as a whole. Promises that a reader sees the old bytes or the new
// ones, whatever happens to the writer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "compat/status.h"

namespace accel::shim {

// NOT_FOUND when there is no such file; FAILED_PRECONDITION for what is no plain file or larger.
absl::StatusOr<std::string> ReadWhole(const std::string& path,
                                      std::size_t max_bytes = std::size_t{64} << 20);

// What `path` leads to through links, which need not be there; `path` itself where it is no link.
std::string TargetOf(const std::string& path);

// A new file beside it, synced and put in its place; the mode of an old one stays. A link
// gives way to the file: who means what it leads to names TargetOf. The error names the file and
// the system's reason.
absl::Status ReplaceWhole(const std::string& path, std::string_view bytes);

}  // namespace accel::shim
