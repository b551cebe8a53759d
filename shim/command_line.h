// SPDX-License-Identifier: Apache-2.0
//
// `accel-shim [OPTIONS] TOOL ARGUMENTS…`, or the shim under a tool's own name (a link called pip).
// Promises that everything after the tool's name reaches the tool as it is. Never reads an option
// behind it.
#pragma once

#include <string>
#include <vector>

#include "compat/status.h"

namespace accel::shim {

enum class ToolKind { kPip, kPython, kPoetry, kProject, kSetup, kPassThrough };

struct CommandLine {
  ToolKind kind = ToolKind::kPassThrough;
  std::string tool;  // as named: "pip", "python3.11", "/opt/bin/pip3", "uv"; "poetry" for kProject
  std::string command;                // of kProject, our own: "lock", "verify", "explain", "export"
  std::vector<std::string> launcher;  // of kPoetry behind a Python: "-m", "poetry"; else empty
  std::vector<std::string>
      arguments;            // of the tool; for kPip behind python they begin with "-m", "pip"
  std::string host;         // --host
  std::string policy;       // --policy; empty = not given
  bool accept_cpu = false;  // --accept-cpu
  bool explain = false;     // --explain
  bool no_daemon = false;   // --no-daemon
  bool offline = false;     // --offline: no index is asked, only what is cached
  bool help = false;
  bool version = false;
};

// `arguments` include the program's name. INVALID_ARGUMENT says what cannot be read.
absl::StatusOr<CommandLine> ParseCommandLine(const std::vector<std::string>& arguments);

// The text of --help.
std::string HelpText();

}  // namespace accel::shim
