// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/project_command.h"

#include "shim/outcome.h"
#include "shim/poetry/explain_command.h"
#include "shim/poetry/export_command.h"
#include "shim/poetry/lock_command.h"
#include "shim/poetry/verify_command.h"

namespace accel::shim::poetry {
namespace {

absl::StatusOr<int> Run(const CommandLine& line, const Tool& tool,
                        const clients::Environment& environment) {
  if (line.command == "verify") return RunVerify(line, tool, environment);
  if (line.command == "explain") return RunExplain(line, tool, environment);
  if (line.command == "export") return RunExport(line, tool, environment);
  return RunLock(line, tool, environment);
}

}  // namespace

int RunProjectCommand(const CommandLine& line, const std::string& program,
                      const clients::Environment& environment) {
  return ExitCode(Run(line, Tool({program}, {}, environment), environment));
}

}  // namespace accel::shim::poetry
