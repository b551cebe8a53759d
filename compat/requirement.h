// SPDX-License-Identifier: Apache-2.0
//
// Dependency specifiers as PEP 508 defines them: `name[extra] (>=1) ; marker` and `name @ url ;
// marker`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compat/marker.h"
#include "compat/specifier.h"
#include "compat/status.h"

namespace accel::compat {

struct Requirement {
  std::string name;                 // as written
  std::vector<std::string> extras;  // normalised (PEP 685), each once, as they are written
  SpecifierSet specifiers;          // empty when `url` is set
  std::string url;
  Marker marker;  // empty = always
};

// INVALID_ARGUMENT says where it stops to be one. Takes what pypa/packaging takes: a trailing
// comma, `name_`, an empty `()`.
absl::StatusOr<Requirement> ParseRequirement(std::string_view text);

// "name[a,b]>=1; marker" or "name @ url ; marker"; ParseRequirement reads it back.
std::string ToString(const Requirement& requirement);

}  // namespace accel::compat
