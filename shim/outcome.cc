// SPDX-License-Identifier: Apache-2.0
#include "shim/outcome.h"

#include <cstdio>

#include "shim/say.h"

namespace accel::shim {

int CodeOncePrinted(int code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  Say("standard output cannot be written to");
  return kRefused;
}

int ExitCode(const absl::StatusOr<int>& code) {
  if (code.ok()) return *code;
  Say(code.status());
  return absl::IsInvalidArgument(code.status()) ? kUsage : kRefused;
}

}  // namespace accel::shim
