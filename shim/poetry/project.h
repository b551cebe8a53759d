// SPDX-License-Identifier: Apache-2.0
//
// A Poetry project as it lies on the disk: read once, never written.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

#include "compat/catalog.h"
#include "shim/overlay/accel_lock.h"
#include "shim/overlay/lock_file.h"
#include "shim/poetry/manifest.h"

namespace accel::shim::poetry {

struct Project {
  std::string folder;  // absolute
  std::string pyproject_text, lock_text;
  toml::table pyproject;
  overlay::LockFile lock;
  std::vector<std::string> paths;  // relative: folders and files that it takes packages from
  std::string LockPath() const { return folder + "/poetry.lock"; }
  std::string OverlayPath() const { return folder + "/" + overlay::kLockName; }
};

// The folder of the nearest pyproject.toml at or above `from`; NOT_FOUND when there is none.
absl::StatusOr<std::string> FindProject(const std::string& from);

// NOT_FOUND without poetry.lock; INVALID_ARGUMENT with file, line and column.
absl::StatusOr<Project> ReadProject(const std::string& folder);

// The project at `folder` as it is with these two files. INVALID_ARGUMENT as above.
absl::StatusOr<Project> ParseProject(const std::string& folder, std::string pyproject,
                                     std::string lock);

// Packages of the lock that have builds: name and V0, the version without local part, as pins
// without a tag. None when the project takes one of them from a path, a URL or a repository: then
// it is the project's own word. FAILED_PRECONDITION when the lock holds two versions of one.
absl::StatusOr<std::vector<Pin>> MembersOf(const Project& project, const compat::Catalog& catalog);

// Normalised; empty when it has none.
std::string NameOfProject(const toml::table& pyproject);

// FAILED_PRECONDITION when poetry.lock or pyproject.toml are not what was read any more: somebody
// else works in the project.
absl::Status CheckUnchanged(const Project& project);

// What an overlay for the lock as it is says of it.
overlay::Base BaseOf(const Project& project);

}  // namespace accel::shim::poetry
