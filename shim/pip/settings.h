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
#include "shim/pip/arguments.h"

namespace accel::shim::pip {

// Option name -> value for one verb; values of append options are separated by white space.
using Settings = std::map<std::string, std::string, std::less<>>;

// One value of a configuration file, as the files together have it.
struct ConfigEntry {
  std::string section, option, value;
};

struct Configuration {
  Settings settings;               // what holds for the verb
  std::vector<ConfigEntry> files;  // what the files say, variables left out
};

// `output` is what `pip config list` printed: lines of "global.index-url='https://…'",
// "install.no-deps='1'", ":env:.index-url='…'". The verb's own section beats [global], the
// environment beats both.
Configuration ParseConfigList(std::string_view output, std::string_view verb);

// A configuration file that says what `files` say, but for the options in `ours`: those have our
// value, whatever the section. For PIP_CONFIG_FILE, which outranks every other file.
std::string ConfigFile(const std::vector<ConfigEntry>& files, const Settings& ours);

// The value of an option; empty when it is not set.
std::string Setting(const Settings& settings, std::string_view option);
// The command line's value, else the configured one.
std::string ValueOrSetting(const Arguments& arguments, const Settings& settings,
                           std::string_view option);
// As pip reads a boolean: y, yes, t, true, on, 1.
bool IsTrue(std::string_view value);

// Runs `tool… config list` as the call of `arguments` would read it (--isolated, --python); a pip
// that cannot tell has no settings.
Configuration ReadConfiguration(const std::vector<std::string>& tool, const Arguments& arguments,
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
