// SPDX-License-Identifier: Apache-2.0
//
// The command line of pip, read as pip reads it: verbs, options with and without values,
// abbreviations, clusters (options.h, Python's optparse). Promises to keep every word as it was
// typed. An option it does not know is taken for one without a value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shim/command_line.h"
#include "shim/pip/options.h"

namespace accel::shim::pip {

// One option or one positional word.
struct Argument {
  std::string option;              // full name without dashes: "index-url"; empty = positional
  std::string value;               // of an option with a value, or the positional word
  std::vector<std::string> words;  // as typed
};

struct Arguments {
  std::vector<std::string> launcher;  // behind python: everything up to "-m pip"; else empty
  std::vector<Argument> global;       // before the verb
  std::string verb;                   // "install"; empty when there is none
  std::vector<Argument> rest;         // behind the verb
  std::string ambiguous;  // "--in": the first abbreviation that could be several options
};

// `words` are the arguments of pip itself.
Arguments ParsePipArguments(const std::vector<std::string>& words);
// The same for a line of a requirement file, behind a word in place of the verb.
Arguments ParseWords(const std::vector<std::string>& words, Where where);

// INVALID_ARGUMENT for an abbreviation that pip may read another way than we.
absl::Status CheckAbbreviations(const Arguments& arguments);

// `words` are the arguments of a Python interpreter. nullopt when it does not run pip.
std::optional<Arguments> ParsePythonArguments(const std::vector<std::string>& words);

// The pip call that a tool's `words` make, when it installs.
std::optional<Arguments> InstallingPip(ToolKind kind, const std::vector<std::string>& words);

// The last value of an option before or behind the verb; empty when it is not there.
std::string LastValue(const Arguments& arguments, std::string_view option);
std::vector<std::string> AllValues(const Arguments& arguments, std::string_view option);
bool Has(const Arguments& arguments, std::string_view option);
std::vector<std::string> Positionals(const Arguments& arguments);

// True for a verb that resolves and fetches packages (install, download, wheel, lock) and is not
// asked for its help.
bool Installs(const Arguments& arguments);

// The words of `arguments` with every option in `dropped` left out.
std::vector<std::string> WordsWithout(const Arguments& arguments,
                                      const std::vector<std::string_view>& dropped);

}  // namespace accel::shim::pip
