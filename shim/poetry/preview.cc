// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/preview.h"

#include "clients/answers.h"
#include "shim/poetry/overlay_builder.h"
#include "shim/poetry/project_files.h"
#include "shim/poetry/session.h"

namespace accel::shim::poetry {
namespace {

// Folders beside the project: what the lock names, and what the call adds ("../lib").
std::vector<std::string> OutsideOf(const ProjectFiles& files, const Arguments& arguments,
                                   const std::string& folder) {
  std::vector<std::string> outside;
  const absl::StatusOr<Project> project =
      ParseProject(folder, files.pyproject, files.lock.value_or(""));
  if (project.ok()) outside = project->paths;
  for (const std::string& operand : arguments.operands) {
    if (operand.starts_with("../")) outside.push_back(operand);
  }
  return outside;
}

// As it lies in the shadow, its paths as seen from `folder`.
absl::StatusOr<Project> ReadChanged(const std::string& shadow, const std::string& folder) {
  ACCEL_ASSIGN_OR_RETURN(Project changed, ReadProject(shadow));
  MovePaths(shadow, folder, changed.lock);
  return ParseProject(folder, changed.pyproject_text, overlay::ToText(changed.lock));
}

}  // namespace

absl::StatusOr<Project> ChangedProject(const Tool& tool, const Arguments& arguments,
                                       const std::string& folder,
                                       const clients::Environment& environment) {
  ACCEL_ASSIGN_OR_RETURN(const ProjectFiles files, ReadFiles(folder));
  ACCEL_ASSIGN_OR_RETURN(const std::string virtual_environment,
                         tool.EnvironmentOf(folder, clients::CacheFolder(environment)));
  ACCEL_ASSIGN_OR_RETURN(const Shadow shadow, OpenShadow(folder, environment));
  ACCEL_RETURN_IF_ERROR(
      shadow.Write(files.pyproject, files.lock.value_or(""), OutsideOf(files, arguments, folder)));
  ACCEL_RETURN_IF_ERROR(
      tool.WriteFiles(WordsToLock(arguments), shadow.folder(), virtual_environment, {}));
  return ReadChanged(shadow.folder(), folder);
}

}  // namespace accel::shim::poetry
