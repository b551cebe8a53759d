// SPDX-License-Identifier: Apache-2.0
#include "shim/installing_half.h"

#include <unistd.h>

#include <filesystem>

namespace accel::shim {

absl::StatusOr<InstallingHalf> FindInstallingHalf() {
  std::error_code error;
  const std::filesystem::path shim = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path program =
      shim.parent_path().parent_path() / "libexec/accel/accel-shim-install";
  if (error || access(program.c_str(), X_OK) != 0) {
    return compat::FailedPrecondition(
        program.string() +
        ": the installing half of accel-shim is not there; link to accel-shim "
        "instead of copying it, or install it again; ACCEL_SHIM=off runs the bare tool");
  }
  return InstallingHalf{shim.string(), program.string()};
}

}  // namespace accel::shim
