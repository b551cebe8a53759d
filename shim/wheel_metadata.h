// SPDX-License-Identifier: Apache-2.0
//
// Core metadata of a wheel (METADATA), as far as the shim reads it.
#pragma once

#include <string>
#include <string_view>

namespace accel::shim {

// What the Name line calls the project, normalised; empty when there is none.
std::string NameOf(std::string_view metadata);

// The versions of `name` (normalised) that the Requires-Dist lines admit, markers with extras left
// out: "==2.8.0". Empty when no line requires it, or any version will do.
std::string RequiredVersions(std::string_view metadata, std::string_view name);

}  // namespace accel::shim
