// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/root.h"

#include <algorithm>

#include "shim/index/private_folder.h"
#include "shim/index/sha256.h"
#include "shim/installed.h"
#include "shim/orphan_guard.h"
#include "shim/record.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {
namespace {

bool IsWhole(const std::string& dist_info) {
  const absl::StatusOr<RecordCheck> check = CheckRecord(dist_info);
  return check.ok() && check->changed.empty();
}

// What tells that the project was installed by this very call; empty when that is not known, or
// something of it is not there.
std::string StampOf(const Project& project, const v1::Interpreter& interpreter,
                    const std::vector<std::string>& call) {
  const std::string folder =
      DistInfoOf({interpreter.site_packages().begin(), interpreter.site_packages().end()},
                 NameOfProject(project.pyproject));
  if (folder.empty() || !DecidesItsInstall(project.pyproject) || !IsWhole(folder)) return "";
  std::string stamp = project.folder + "\n" + project.pyproject_text + "\n" + folder + "\n";
  for (const char* file : {"/RECORD", "/direct_url.json"})
    stamp += ReadWhole(folder + file).value_or("") + "\n";
  for (const std::string& word : call) stamp += word + "\n";
  return index::Sha256Hex(stamp);
}

// A script that is a file of the project is copied.
bool CopiesScripts(const toml::table& pyproject) {
  const toml::table* scripts = pyproject["tool"]["poetry"]["scripts"].as_table();
  return scripts != nullptr &&
         std::any_of(scripts->begin(), scripts->end(),
                     [](const auto& script) { return script.second.is_table(); });
}

// A table of its own under [tool], or a plugin that the project asks for.
bool HasPlugins(const toml::table& pyproject) {
  const toml::table* tools = pyproject["tool"].as_table();
  return pyproject["tool"]["poetry"]["requires-plugins"] ||
         (tools != nullptr && std::any_of(tools->begin(), tools->end(), [](const auto& tool) {
            return tool.first.str().starts_with("poetry-");
          }));
}

bool IsPackage(const toml::table& pyproject) {
  return pyproject["tool"]["poetry"]["package-mode"].value_or(true);
}

}  // namespace

bool DecidesItsInstall(const toml::table& pyproject) {
  return !pyproject["tool"]["poetry"]["build"] && !CopiesScripts(pyproject) &&
         !HasPlugins(pyproject);
}

absl::StatusOr<int> InstallRoot(const Project& project, const v1::Interpreter& interpreter,
                                const Tool& tool, const std::string& virtual_environment,
                                const std::string& cache_folder,
                                const std::vector<std::string>& call) {
  if (!IsPackage(project.pyproject)) return 0;
  const absl::StatusOr<index::PrivateFolder> kept =
      index::PrivateFolder::Open(cache_folder + "/roots");
  const std::string name = index::Sha256Hex(project.folder).substr(0, 32);
  const std::string stamp = StampOf(project, interpreter, call);
  if (kept.ok() && !stamp.empty() && kept->Read(name, 1 << 10).value_or("") == stamp) return 0;
  std::vector<std::string> words = call;
  words.push_back("--only-root");
  ACCEL_ASSIGN_OR_RETURN(const OrphanGuard guard, OrphanGuard::Start({virtual_environment}));
  ACCEL_ASSIGN_OR_RETURN(
      const int code,
      RunAndWait(tool.Call(words, project.folder, virtual_environment), guard.channel()));
  if (code == 0 && kept.ok()) (void)kept->Replace(name, StampOf(project, interpreter, call));
  return code;
}

}  // namespace accel::shim::poetry
