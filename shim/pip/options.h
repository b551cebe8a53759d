// SPDX-License-Identifier: Apache-2.0
//
// The options of pip's verbs that install, and how optparse reads their names. Source: pip's own
// tables (pip._internal.cli.cmdoptions), 23.0 to 26.3.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace accel::shim::pip {

struct ShortOption {
  char letter;
  const char* name;
  bool takes_value;
};

// nullptr for a letter that is none.
const ShortOption* FindShort(char letter);

// `name` as FullName gives it. An option that is not known takes none.
bool TakesValue(std::string_view name);

// The name behind "--": an abbreviation completed, an alias under the one name that we use. What is
// unknown or ambiguous stays as it was typed.
std::string FullName(const std::string& typed);

}  // namespace accel::shim::pip
