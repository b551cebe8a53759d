// SPDX-License-Identifier: Apache-2.0
#include "clients/table.h"

#include <algorithm>

#include "compat/printable.h"

namespace accel::clients {

std::string FormatTable(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const std::vector<std::string>& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], compat::PrintSafe(row[i]).size());
  }
  std::string text;
  for (const std::vector<std::string>& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string cell = compat::PrintSafe(row[i]);
      if (i + 1 < row.size()) cell.resize(widths[i] + 3, ' ');
      line += cell;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace accel::clients
