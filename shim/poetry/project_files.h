// SPDX-License-Identifier: Apache-2.0
//
// What Poetry changes of a project, pyproject.toml and poetry.lock, as it was before: put back when
// the change cannot be carried through, as Poetry itself does with an `add` that fails. Never
// touches what somebody else has written meanwhile.
#pragma once

#include <optional>
#include <string>

#include "compat/status.h"

namespace accel::shim::poetry {

struct ProjectFiles {
  std::string pyproject;
  std::optional<std::string> lock;  // none = there is no poetry.lock

  bool operator==(const ProjectFiles&) const = default;
};

absl::StatusOr<ProjectFiles> ReadFiles(const std::string& folder);

// Makes them `before` again, where they are still `after`. Links stay: what they lead to is
// changed, as Poetry does.
absl::Status PutBack(const std::string& folder, const ProjectFiles& before,
                     const ProjectFiles& after);

}  // namespace accel::shim::poetry
