// SPDX-License-Identifier: Apache-2.0
//
// What tells one state of a file from another without reading it.
#pragma once

#include <string>

namespace accel::shim {

// The path with inode, size and time of change of what it leads to; of a file that is not there the
// path alone. One line.
std::string StampOf(const std::string& path);

}  // namespace accel::shim
