// SPDX-License-Identifier: Apache-2.0
//
// accel-shim: finds the real tool and becomes it. A call that installs something is handed to
// accel-shim-install, so that every other call pays for no library of ours.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "compat/printable.h"
#include "shim/child.h"
#include "shim/command_line.h"
#include "shim/find_tool.h"
#include "shim/installing_half.h"
#include "shim/outcome.h"
#include "shim/pip/arguments.h"
#include "shim/poetry/arguments.h"
#include "shim/say.h"
#include "shim/wrapper_guard.h"

namespace accel::shim {
namespace {

int CodeOf(const absl::Status& status) {
  if (absl::IsNotFound(status)) return kNotFound;
  if (absl::IsInvalidArgument(status)) return kUsage;
  return kNotExecutable;
}

int Fail(const absl::Status& status) {
  Say(status);
  return CodeOf(status);
}

int BecomeTool(const CommandLine& line, const std::string& program,
               const clients::Environment& environment) {
  std::vector<std::string> argv = {program};
  argv.insert(argv.end(), line.launcher.begin(), line.launcher.end());
  argv.insert(argv.end(), line.arguments.begin(), line.arguments.end());
  return Fail(Become(argv, environment));
}

int BecomeInstallingHalf(const std::string& program, const std::vector<std::string>& words,
                         const clients::Environment& environment) {
  const absl::StatusOr<InstallingHalf> half = FindInstallingHalf();
  if (!half.ok()) return Fail(half.status());
  std::vector<std::string> argv = {half->program, half->shim, program};
  argv.insert(argv.end(), words.begin(), words.end());
  return Fail(Become(argv, environment));
}

// A switch for emergencies takes every usual word.
bool IsOff(const std::string& value) {
  for (const char* off : {"off", "OFF", "Off", "0", "no", "false"}) {
    if (value == off) return true;
  }
  return false;
}

// --explain never runs the tool: the call may well remove something.
int ExplainNothing(const CommandLine& line) {
  std::string call = line.tool;
  for (const std::string& word : line.launcher) call += " " + word;
  for (const std::string& word : line.arguments) call += " " + word;
  std::printf("decision: none, `%s` runs as it is: no builds are chosen in such a call\n",
              compat::PrintSafe(call).c_str());
  return 0;
}

// Help on one of our own commands: no tool is needed for it.
bool AsksForOwnHelp(const CommandLine& line) {
  return line.kind == ToolKind::kProject &&
         std::any_of(line.arguments.begin(), line.arguments.end(),
                     [](const std::string& word) { return word == "--help" || word == "-h"; });
}

// A call that installs; every other one becomes the tool.
bool DecidesBuilds(const CommandLine& line) {
  if (line.kind == ToolKind::kProject) return true;
  if (line.kind == ToolKind::kPoetry) {
    const poetry::Arguments arguments = poetry::ParseArguments(line.arguments);
    return poetry::Installs(arguments) || poetry::Changes(arguments) ||
           poetry::Previews(arguments) || poetry::Locks(arguments);
  }
  return pip::InstallingPip(line.kind, line.arguments).has_value();
}

int Main(const std::vector<std::string>& words) {
  const absl::StatusOr<CommandLine> line = ParseCommandLine(words);
  if (!line.ok()) return Fail(line.status());
  if (line->help || line->version) {
    std::fputs(line->help ? HelpText().c_str() : "accel-shim " ACCEL_VERSION "\n", stdout);
    return 0;
  }
  clients::Environment environment = clients::Environment::OfThisProcess();
  if (line->kind == ToolKind::kSetup || AsksForOwnHelp(*line))
    return BecomeInstallingHalf("", words, environment);
  const absl::StatusOr<std::string> program =
      FindTool(line->tool, environment.Get("PATH"), PassingOverWrappers(RealFiles(), environment));
  if (!program.ok()) return Fail(program.status());
  RememberWrapper(*program, environment);
  const bool off =
      IsOff(environment.Get("ACCEL_SHIM")) || !environment.Get("ACCEL_SHIM_INSIDE").empty();
  if ((off && line->kind != ToolKind::kProject) || !DecidesBuilds(*line)) {
    if (line->explain) return ExplainNothing(*line);
    if (!line->host.empty())
      Say("--host is for calls that choose builds; " + line->tool + " runs as it is");
    return BecomeTool(*line, *program, environment);
  }
  return BecomeInstallingHalf(*program, words, environment);
}

}  // namespace
}  // namespace accel::shim

int main(int argc, char** argv) {
  int code = accel::shim::kRefused;
  try {
    code = accel::shim::Main({argv, argv + argc});
  } catch (const std::exception& error) {
    accel::shim::Say(std::string("internal error: ") + error.what() +
                     "; ACCEL_SHIM=off runs the bare tool");
  }
  return accel::shim::CodeOncePrinted(code);
}
