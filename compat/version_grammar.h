// SPDX-License-Identifier: Apache-2.0
//
// The grammar of PEP 440 for those who read a version out of a longer text: specifiers,
// requirements.
#pragma once

#include <cstddef>
#include <string_view>

#include "compat/version.h"

namespace accel::compat {

// Reads the longest version at the start of `text` (no white space before it) into `version`, which
// is a new one. Returns how many bytes it took, 0 when there is none.
std::size_t ReadVersion(std::string_view text, Version& version);

}  // namespace accel::compat
