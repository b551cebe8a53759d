// SPDX-License-Identifier: Apache-2.0
//
// What pip is configured to do, as `pip config list` tells: files and PIP_* variables together, in
// pip's own precedence. Never reads pip's files by itself.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "clients/environment.h"
#include "compat/status.h"

namespace accel::shim::pip {

// Option name -> value for one verb; values of append options are separated by white space.
using Settings = std::map<std::string, std::string, std::less<>>;

// `output` is what `pip config list` printed: lines of "global.index-url='https://…'",
// "install.no-deps='1'",
// ":env:.index-url='…'". The verb's own section beats [global], the environment beats both.
Settings ParseConfigList(std::string_view output, std::string_view verb);

// Runs `tool… config list`; a pip that cannot tell has no settings.
Settings ReadSettings(const std::vector<std::string>& tool, std::string_view verb,
                      const clients::Environment& environment);

// The index that this pip uses when nothing is configured, from its own help text; remembered in
// `cache_folder` by the identity of the program. FAILED_PRECONDITION when the help names none.
absl::StatusOr<std::string> DefaultIndex(const std::vector<std::string>& tool,
                                         const clients::Environment& environment,
                                         const std::string& cache_folder);

// "(default https://…)" behind --index-url in the text of `pip install --help`; empty when there is
// none.
std::string ParseDefaultIndex(std::string_view help);

// Values that white space separates.
std::vector<std::string> SplitWords(std::string_view text);

}  // namespace accel::shim::pip
