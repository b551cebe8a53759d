// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/words.h"

#include <algorithm>
#include <cstdio>

namespace accel::shim::poetry {

absl::StatusOr<bool> ReadWords(CLI::App& app, std::vector<std::string> words) {
  std::reverse(words.begin(), words.end());
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return true;
  } catch (const CLI::Error& error) {
    return compat::InvalidArgument(std::string(error.what()) + "; see " + app.get_name() +
                                   " --help");
  }
  return false;
}

}  // namespace accel::shim::poetry
