// SPDX-License-Identifier: Apache-2.0
//
// accel-shim-install: the half of accel-shim that decides and installs. Run by accel-shim alone,
// see installing_half.h.
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <exception>

#include "shim/outcome.h"
#include "shim/pip/run.h"
#include "shim/poetry/project_command.h"
#include "shim/poetry/run.h"
#include "shim/say.h"
#include "shim/setup.h"

namespace accel::shim {
namespace {

int Main(const std::string& shim, const std::string& program,
         const std::vector<std::string>& words) {
  const absl::StatusOr<CommandLine> line = ParseCommandLine(words);
  const clients::Environment environment = clients::Environment::OfThisProcess();
  if (line.ok() && line->kind == ToolKind::kPoetry) {
    return poetry::RunPoetry(*line, program, poetry::ParseArguments(line->arguments), environment);
  }
  if (line.ok() && line->kind == ToolKind::kProject)
    return poetry::RunProjectCommand(*line, program, environment);
  if (line.ok() && line->kind == ToolKind::kSetup)
    return ExitCode(RunSetup(line->arguments, shim, environment));
  std::optional<pip::Arguments> arguments;
  if (line.ok()) arguments = pip::InstallingPip(line->kind, line->arguments);
  if (!arguments) {
    Say("accel-shim-install is run by accel-shim; run accel-shim --help");
    return kUsage;
  }
  return pip::RunPip(*line, program, *std::move(arguments), RealFiles(shim), environment);
}

}  // namespace
}  // namespace accel::shim

int main(int argc, char** argv) {
  int code = accel::shim::kRefused;
  signal(SIGXFSZ, SIG_IGN);  // a file that grows too large is an error of its writer, as in Python
  try {
    code = argc < 3 ? accel::shim::Main("", "", {})
                    : accel::shim::Main(argv[1], argv[2], {argv + 3, argv + argc});
  } catch (const std::exception& error) {
    accel::shim::Say(std::string("internal error: ") + error.what() +
                     "; ACCEL_SHIM=off runs the bare tool");
  }
  code = accel::shim::CodeOncePrinted(code);
  std::fflush(nullptr);
  _exit(code);  // no teardown of gRPC's threads
}
