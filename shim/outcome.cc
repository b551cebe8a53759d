// SPDX-License-Identifier: Apache-2.0
#include "shim/outcome.h"

#include "shim/say.h"

namespace accel::shim {

int ExitCode(const absl::StatusOr<int>& code) {
  if (code.ok()) return *code;
  Say(code.status());
  return absl::IsInvalidArgument(code.status()) ? kUsage : kRefused;
}

}  // namespace accel::shim
