// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/lock_fit.h"

#include "clients/toml_text.h"
#include "shim/poetry/content_hash.h"

namespace accel::shim::poetry {

absl::Status CheckLockFits(const Session& session) {
  const Project& project = session.project;
  ACCEL_ASSIGN_OR_RETURN(const toml::table tail,
                         clients::ParseToml(project.lock.tail, project.LockPath()));
  const std::string locked = tail["metadata"]["content-hash"].value_or(std::string());
  for (const HashStyle style : {HashStyle::kWithoutGroups, HashStyle::kWithGroups}) {
    ACCEL_ASSIGN_OR_RETURN(const std::string hash, ContentHash(project.pyproject, style));
    if (hash == locked) return absl::OkStatus();
  }
  ACCEL_ASSIGN_OR_RETURN(const bool fits, session.tool.LockFits(project.folder));
  if (fits) return absl::OkStatus();
  return compat::FailedPrecondition(project.folder +
                                    "/pyproject.toml: has changed significantly since poetry.lock "
                                    "was made; run accel-shim poetry lock");
}

}  // namespace accel::shim::poetry
