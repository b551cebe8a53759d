// SPDX-License-Identifier: Apache-2.0
//
// The user's own Poetry, asked and run. Never changes its configuration.
#pragma once

#include <string>
#include <vector>

#include "clients/environment.h"
#include "compat/status.h"
#include "compat/version.h"
#include "shim/child.h"

namespace accel::shim::poetry {

// Of an environment.
struct Variable {
  std::string name, value;
};

class Tool {
 public:
  // `program` is Poetry, or a Python and "-m", "poetry". `global` are words for every call: -n, -v,
  // --no-ansi.
  Tool(std::vector<std::string> program, std::vector<std::string> global,
       clients::Environment environment)
      : program_(std::move(program)),
        global_(std::move(global)),
        environment_(std::move(environment)) {}

  absl::StatusOr<compat::Version> Version() const;

  // -q is among the words for every call.
  bool IsQuiet() const;

  // Whether poetry.lock in `folder` was made for the pyproject.toml beside it.
  absl::StatusOr<bool> LockFits(const std::string& folder) const;

  // The virtual environment of the project at `folder`, made when there is none. Remembered in
  // `cache_folder` until something that Poetry decides by has changed.
  absl::StatusOr<std::string> EnvironmentOf(const std::string& folder,
                                            const std::string& cache_folder) const;

  // Resolves what pyproject.toml in `folder` says and rewrites poetry.lock beside it; everything
  // that is locked and still fits stays. FAILED_PRECONDITION with Poetry's own words.
  // `version` is Version(); `login` is for the index of the shadow's builds.
  absl::Status Lock(const std::string& folder, const std::string& virtual_environment,
                    const compat::Version& version, const std::vector<Variable>& login) const;

  // The call `words` in the shadow at `folder`, in silence: it writes the two files there and
  // installs nothing. FAILED_PRECONDITION with Poetry's own words.
  absl::Status WriteFiles(std::vector<std::string> words, const std::string& folder,
                          const std::string& virtual_environment,
                          const std::vector<Variable>& login) const;

  // A pip for the environment, for environments made by Poetry have none: the one that Poetry's
  // virtualenv carries, as Poetry uses it; where Poetry's Python cannot be told (a wrapper), the
  // one that the environment's own Python carries.
  absl::StatusOr<std::vector<std::string>> Pip(const std::string& virtual_environment) const;

  // Removes `names` from the environment.
  absl::Status Uninstall(const std::vector<std::string>& names,
                         const std::string& virtual_environment) const;

  // The call `words` in `folder`, into `virtual_environment` (empty: as Poetry finds it).
  Command Call(const std::vector<std::string>& words, const std::string& folder,
               const std::string& virtual_environment) const;

  // The same in a shadow, which has no history to take a version from (poetry-dynamic-versioning).
  Command CallInShadow(const std::vector<std::string>& words, const std::string& folder,
                       const std::string& virtual_environment,
                       const std::vector<Variable>& login) const;

 private:
  Command Ask(const std::vector<std::string>& words, const std::string& folder) const;
  absl::StatusOr<std::string> AskEnvironment(const std::string& folder) const;
  std::string KeyOf(const std::string& folder, const std::string& environment) const;

  absl::StatusOr<std::string> OwnPython() const;
  std::string PipWheel(const std::string& target) const;
  std::string Name() const;

  std::vector<std::string> program_;
  std::vector<std::string> global_;
  clients::Environment environment_;
};

}  // namespace accel::shim::poetry
