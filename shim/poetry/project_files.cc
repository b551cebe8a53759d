// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/project_files.h"

#include <filesystem>

#include "shim/overlay/accel_lock.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {
namespace {

using Content = std::optional<std::string>;

absl::StatusOr<Content> ReadIfThere(const std::string& path) {
  absl::StatusOr<std::string> text = ReadWhole(path);
  if (text.ok()) return *std::move(text);
  if (absl::IsNotFound(text.status())) return std::nullopt;
  return text.status();
}

absl::Status Restore(const std::string& path, const Content& now, const Content& before) {
  if (now == before) return absl::OkStatus();
  if (before) return ReplaceWhole(path, *before);
  std::error_code error;
  std::filesystem::remove(path, error);
  return error ? compat::FailedPrecondition(path + ": cannot be removed: " + error.message())
               : absl::OkStatus();
}

}  // namespace

absl::StatusOr<ProjectFiles> ReadFiles(const std::string& folder) {
  ProjectFiles files;
  ACCEL_ASSIGN_OR_RETURN(files.pyproject, ReadWhole(folder + "/pyproject.toml"));
  ACCEL_ASSIGN_OR_RETURN(files.lock, ReadIfThere(folder + "/poetry.lock"));
  ACCEL_ASSIGN_OR_RETURN(files.overlay, ReadIfThere(folder + "/" + overlay::kLockName));
  return files;
}

absl::StatusOr<bool> PutBack(const std::string& folder, const ProjectFiles& before,
                             const ProjectFiles& after) {
  ACCEL_ASSIGN_OR_RETURN(const ProjectFiles now, ReadFiles(folder));
  if (now == before) return false;
  if (now.pyproject != after.pyproject || now.lock != after.lock)
    return compat::FailedPrecondition(folder +
                                      ": pyproject.toml or poetry.lock has been changed meanwhile "
                                      "and is left as it is");
  ACCEL_RETURN_IF_ERROR(
      Restore(TargetOf(folder + "/pyproject.toml"), now.pyproject, before.pyproject));
  ACCEL_RETURN_IF_ERROR(Restore(TargetOf(folder + "/poetry.lock"), now.lock, before.lock));
  ACCEL_RETURN_IF_ERROR(Restore(folder + "/" + overlay::kLockName, now.overlay, before.overlay));
  return true;
}

}  // namespace accel::shim::poetry
