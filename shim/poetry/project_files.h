// SPDX-License-Identifier: Apache-2.0
//
// What a change of a project writes, pyproject.toml, poetry.lock and accel.lock, as it was before:
// put back when the change cannot be carried through, as Poetry itself does with an `add` that
// fails. Never touches a pyproject.toml or poetry.lock that somebody else has written meanwhile.
#pragma once

#include <optional>
#include <string>

#include "compat/status.h"

namespace accel::shim::poetry {

struct ProjectFiles {
  std::string pyproject;
  std::optional<std::string> lock, overlay;  // none = there is no poetry.lock, no accel.lock

  bool operator==(const ProjectFiles&) const = default;
};

absl::StatusOr<ProjectFiles> ReadFiles(const std::string& folder);

// Makes them `before` again, and says whether anything had to be; `after` is what Poetry left:
// FAILED_PRECONDITION when that has changed since. Links stay: what they lead to is changed, as
// Poetry does.
absl::StatusOr<bool> PutBack(const std::string& folder, const ProjectFiles& before,
                             const ProjectFiles& after);

}  // namespace accel::shim::poetry
