// SPDX-License-Identifier: Apache-2.0
//
// Core metadata of a wheel (METADATA), as far as the shim reads it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace accel::shim {

// What the Name line calls the project, normalised; empty when there is none.
std::string NameOf(std::string_view metadata);

// The versions of `name` (normalised) that the Requires-Dist lines admit, markers with extras left
// out: "==2.8.0". Empty when no line requires it, or any version will do.
std::string RequiredVersions(std::string_view metadata, std::string_view name);

// What is required at some version.
struct Required {
  std::string specifiers;           // "==3.5.1", "~=3.8.0"; never empty
  std::vector<std::string> extras;  // that are asked of it

  bool operator==(const Required&) const = default;
};

// By normalised name, for a package that is itself asked for with `extras`.
std::map<std::string, Required> RequirementsOf(std::string_view metadata,
                                               const std::vector<std::string>& extras);

}  // namespace accel::shim
