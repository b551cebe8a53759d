// SPDX-License-Identifier: Apache-2.0
//
// The command line of Poetry, as far as it decides what is to be done. Pure.
#pragma once

#include <string>
#include <vector>

namespace accel::shim::poetry {

struct Arguments {
  std::vector<std::string> words;      // all of them, as typed
  std::string verb;                    // "install"; empty when there is none
  std::vector<std::string> operands;   // behind it: "six"
  std::string project;                 // -P, else -C: where the project is looked for; empty = here
  std::vector<std::string> selection;  // of an install: -E ml, --with dev, --no-root, --dry-run, …
  std::vector<std::string> global;     // -n, -v, --no-ansi, …: for every call of Poetry
};

Arguments ParseArguments(const std::vector<std::string>& words);

bool HasWord(const Arguments& arguments, const std::string& word);

// Whether the call installs from the lock: install, sync. What asks for help does not, nor what
// Poetry refuses.
bool Installs(const Arguments& arguments);

// Whether the call changes the project and then installs: add, remove, update, without --lock or
// --dry-run.
bool Changes(const Arguments& arguments);

// Whether the call asks what a change would come to: add, remove, update with --dry-run. With
// --lock there is nothing to be installed, so that is Poetry's to tell.
bool Previews(const Arguments& arguments);

// The words of such a call that write the two files of the project alone, and where we stand:
// without -C, -P and --dry-run, with --lock.
std::vector<std::string> WordsToLock(const Arguments& arguments);

// Whether the call writes a new lock and installs nothing: lock; add, remove, update with --lock.
bool Locks(const Arguments& arguments);

}  // namespace accel::shim::poetry
