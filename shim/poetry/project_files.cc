// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/project_files.h"

#include <filesystem>

#include "shim/whole_file.h"

namespace accel::shim::poetry {

absl::StatusOr<ProjectFiles> ReadFiles(const std::string& folder) {
  ProjectFiles files;
  ACCEL_ASSIGN_OR_RETURN(files.pyproject, ReadWhole(folder + "/pyproject.toml"));
  const absl::StatusOr<std::string> lock = ReadWhole(folder + "/poetry.lock");
  if (lock.ok()) {
    files.lock = *lock;
  } else if (!absl::IsNotFound(lock.status())) {
    return lock.status();
  }
  return files;
}

absl::Status PutBack(const std::string& folder, const ProjectFiles& before,
                     const ProjectFiles& after) {
  ACCEL_ASSIGN_OR_RETURN(const ProjectFiles now, ReadFiles(folder));
  if (now != after)
    return compat::FailedPrecondition(folder +
                                      ": pyproject.toml or poetry.lock has been changed meanwhile "
                                      "and is left as it is");
  if (now.pyproject != before.pyproject)
    ACCEL_RETURN_IF_ERROR(ReplaceWhole(TargetOf(folder + "/pyproject.toml"), before.pyproject));
  if (now.lock == before.lock) return absl::OkStatus();
  const std::string lock = TargetOf(folder + "/poetry.lock");
  if (before.lock) return ReplaceWhole(lock, *before.lock);
  std::error_code error;
  std::filesystem::remove(lock, error);
  return error ? compat::FailedPrecondition(lock + ": cannot be removed: " + error.message())
               : absl::OkStatus();
}

}  // namespace accel::shim::poetry
