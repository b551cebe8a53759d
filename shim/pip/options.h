// SPDX-License-Identifier: Apache-2.0
//
// The options of pip's verbs that install and of requirement files, and how optparse reads their
// names. Source: pip's own tables (pip._internal.cli.cmdoptions, pip._internal.req.req_file), 23.0
// to 26.3: the union, so that a name may mean more than in one of them, never less.
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

enum class Where { kCommandLine, kFile };

// `name` as FullName gives it. An option that is not known takes none.
bool TakesValue(std::string_view name);

bool IsOption(std::string_view name, Where where);

// The name behind "--": an abbreviation completed, an alias under the one name that we use. What is
// unknown stays as it was typed; nullopt = it could be several.
std::optional<std::string> FullName(const std::string& typed, Where where);

}  // namespace accel::shim::pip
