// SPDX-License-Identifier: Apache-2.0
#include "catalog/text_file.h"

#include <fstream>
#include <sstream>

namespace accel::catalog {

absl::StatusOr<std::string> ReadTextFile(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  // An empty file sets failbit on the copy, a failed read badbit on the source.
  if (in.is_open() && in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
  if (!in.is_open() || in.bad())
    return compat::FailedPrecondition("read " + file + ": cannot be read");
  return text.str();
}

}  // namespace accel::catalog
