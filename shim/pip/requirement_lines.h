// SPDX-License-Identifier: Apache-2.0
//
// The lines of a requirement file as pip reads them (pip._internal.req.req_file, 23.0 to 26.3):
// Python's line ends and blanks, continuations, comments, ${VARIABLES}, and options split as shlex
// and optparse do. Promises that what it cannot read as pip would is an error, never a guess: a
// line that pip takes for an index must not be one that we overlook.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "compat/status.h"
#include "shim/pip/arguments.h"

namespace accel::shim::pip {

// For ${NAME}; empty when unset.
using Variable = std::function<std::string(const std::string& name)>;

// One logical line. With a requirement, pip heeds the options of requirements alone (--hash);
// without one, the others.
struct RequirementLine {
  std::string requirement;  // text in front of the options, as it stands; empty = an option line
  std::vector<Argument> options;
};

// `content` is UTF-8, a byte order mark may lead it. INVALID_ARGUMENT "line N: why": another
// encoding, an open quote, an abbreviation that could be two options.
absl::StatusOr<std::vector<RequirementLine>> ReadRequirementLines(std::string_view content,
                                                                  const Variable& variable);

// True for content that no reader could take another way: printable ASCII, no variables, options by
// their full names, continuations that begin with a blank. Only such a file may be handed to pip as
// it is.
bool IsPlain(std::string_view content);

// `word` as shlex.split reads it back. It must hold no line end.
std::string Quoted(const std::string& word);

}  // namespace accel::shim::pip
