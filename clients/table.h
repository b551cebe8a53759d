// SPDX-License-Identifier: Apache-2.0
//
// Aligned columns for people, as kubectl prints them.
#pragma once

#include <string>
#include <vector>

namespace accel::clients {

// Rows of cells; the first row is the heading. Cells are escaped (compat/printable.h); the last
// column is not padded.
std::string FormatTable(const std::vector<std::vector<std::string>>& rows);

}  // namespace accel::clients
