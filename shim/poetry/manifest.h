// SPDX-License-Identifier: Apache-2.0
//
// The pyproject.toml of the shadow project: the user's, with builds pinned to an index of their
// own. Poetry resolves and installs with it; the user's own file is never touched. Pure.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

#include "compat/status.h"

namespace accel::shim::poetry {

// A package at a build.
struct Pin {
  std::string name;     // normalised
  std::string version;  // "2.9.1+cu126"

  // Where Poetry has a package that the project does not name itself: as its lock says.
  std::vector<std::string> groups;  // "main", "dev"; empty = "main" alone (lock-version before 2.1)
  std::vector<std::string> extras;  // of the project, that bring it; empty = always there

  std::string wheel{};  // a path or a URL that it is to come from; empty = an index
};

// The index of pinned builds as a source of the shadow's. The name is made of the true URL: Poetry
// remembers what it learnt of a release under the name of its source, in all projects.
struct PinSource {
  std::string name;  // "accel-1f0c52a3"; empty = no index
  std::string url;   // where it is asked for: the true one's mirror, without user and password
};
PinSource SourceFor(const std::string& true_url, const std::string& url);

// `pyproject` with every pin in place of what is declared (main, extras, groups, PEP 735; markers
// and extras stay), or added where the lock has it; and with `source` as an explicit one for
// those without a wheel (without a name: from where the project takes its packages). A package that
// the project takes from a path, a URL or a repository itself stays as it is, unless a wheel is
// pinned. INVALID_ARGUMENT for a dependency that cannot be read, with its text.
absl::StatusOr<toml::table> PinBuilds(toml::table pyproject, const std::vector<Pin>& pins,
                                      const PinSource& source);

// The table as TOML.
std::string ToText(const toml::table& pyproject);

}  // namespace accel::shim::poetry
