// SPDX-License-Identifier: Apache-2.0
#include "daemon/system_error.h"

#include <cerrno>
#include <system_error>

namespace accel::daemon {
namespace {

absl::StatusCode CodeOf(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::StatusCode::kPermissionDenied;
    case ENOENT:
      return absl::StatusCode::kNotFound;
    case EMFILE:
    case ENFILE:
    case ENOSPC:
      return absl::StatusCode::kResourceExhausted;
    default:
      return absl::StatusCode::kInternal;
  }
}

}  // namespace

absl::Status SystemError(const std::string& what, int error) {
  return absl::Status(CodeOf(error), what + ": " + std::generic_category().message(error));
}

}  // namespace accel::daemon
