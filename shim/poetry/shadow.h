// SPDX-License-Identifier: Apache-2.0
//
// A shadow project: a generated pyproject.toml and a lock that say the same, in a folder of ours
// that mirrors the project's place, so that relative paths lead where they led. Poetry runs there.
// Promises that nothing is written into the project.
#pragma once

#include <string>
#include <vector>

#include "compat/status.h"

namespace accel::shim::poetry {

class Shadow {
 public:
  // Below `cache_folder`, for the project at `project` (an absolute path). Another run of ours in
  // the same project is waited for; `waiting` is called before. Errors name the folder.
  static absl::StatusOr<Shadow> Open(const std::string& cache_folder, const std::string& project,
                                     void (*waiting)());
  ~Shadow();
  Shadow(Shadow&& other) noexcept;
  Shadow& operator=(Shadow&&) = delete;

  // Where Poetry is to run.
  const std::string& folder() const { return folder_; }

  // The two files (an empty `lock`: there is none yet), links to everything else of the project,
  // and links to `outside`: folders that the project names by relative paths ("../lib").
  absl::Status Write(const std::string& pyproject, const std::string& lock,
                     const std::vector<std::string>& outside) const;

  // A project beside the shadow that stands for a package; its folder.
  absl::StatusOr<std::string> PutStandIn(const std::string& name,
                                         const std::string& pyproject) const;

 private:
  Shadow(std::string root, std::string project, int lock);
  std::string root_, project_, folder_;
  int lock_;  // held as long as this lives
};

}  // namespace accel::shim::poetry
