// SPDX-License-Identifier: Apache-2.0
#include "shim/say.h"

#include <cstdio>

#include "compat/printable.h"

namespace accel::shim {

void Say(std::string_view text) {
  std::string line = "accel: ";
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    if (start > 0) line += "       ";
    line += compat::PrintSafe(text.substr(start, end - start)) + "\n";
    start = end + 1;
  }
  std::fputs(line.c_str(), stderr);
}

void Print(std::string_view text) {
  std::string lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines += compat::PrintSafe(text.substr(start, end - start)) + "\n";
    start = end + 1;
  }
  std::fputs(lines.c_str(), stdout);
  std::fflush(stdout);
}

void Say(const absl::Status& status) { Say(compat::Message(status)); }

}  // namespace accel::shim
