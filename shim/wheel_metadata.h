// SPDX-License-Identifier: Apache-2.0
//
// Core metadata of a wheel (METADATA), as far as the shim reads it.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace accel::shim {

// What the Name line calls the project, normalised; empty when there is none.
std::string NameOf(std::string_view metadata);

// The versions of `name` (normalised) that the Requires-Dist lines admit, markers with extras left
// out: "==2.8.0". Empty when no line requires it, or any version will do.
std::string RequiredVersions(std::string_view metadata, std::string_view name);

// The names (normalised) that are required at one exact version, and that version; lines with
// extras left out.
std::map<std::string, std::string> ExactRequirements(std::string_view metadata);

}  // namespace accel::shim
