// SPDX-License-Identifier: Apache-2.0
//
// accel-shim: finds the real tool and becomes it, unless the call installs something that has
// hardware builds.
#include <unistd.h>

#include <cstdio>
#include <exception>

#include "shim/child.h"
#include "shim/command_line.h"
#include "shim/find_tool.h"
#include "shim/interpreter.h"
#include "shim/outcome.h"
#include "shim/pip/run.h"
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
  argv.insert(argv.end(), line.arguments.begin(), line.arguments.end());
  return Fail(Become(argv, environment));
}

// The call as pip's, when it is one that installs.
std::optional<pip::Arguments> InstallingPip(const CommandLine& line) {
  std::optional<pip::Arguments> arguments;
  if (line.kind == ToolKind::kPip) arguments = pip::ParsePipArguments(line.arguments);
  if (line.kind == ToolKind::kPython) arguments = pip::ParsePythonArguments(line.arguments);
  if (arguments && !pip::Installs(*arguments)) arguments.reset();
  return arguments;
}

int Main(const std::vector<std::string>& words) {
  const absl::StatusOr<CommandLine> line = ParseCommandLine(words);
  if (!line.ok()) return Fail(line.status());
  if (line->help || line->version) {
    std::fputs(line->help ? HelpText().c_str() : "accel-shim " ACCEL_VERSION "\n", stdout);
    return 0;
  }
  clients::Environment environment = clients::Environment::OfThisProcess();
  const absl::StatusOr<std::string> program =
      FindTool(line->tool, environment.Get("PATH"), PassingOverWrappers(RealFiles(), environment));
  if (!program.ok()) return Fail(program.status());
  RememberWrapper(*program, environment);
  std::optional<pip::Arguments> arguments = InstallingPip(*line);
  const bool off =
      environment.Get("ACCEL_SHIM") == "off" || !environment.Get("ACCEL_SHIM_INSIDE").empty();
  if (!arguments || off) return BecomeTool(*line, *program, environment);
  return pip::RunPip(*line, *program, *std::move(arguments), environment);
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
  std::fflush(nullptr);
  _exit(code);  // no teardown of gRPC's threads
}
