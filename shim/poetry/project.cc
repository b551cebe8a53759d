// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/project.h"

#include <filesystem>
#include <map>

#include "clients/toml_text.h"
#include "compat/name.h"
#include "compat/version.h"
#include "shim/index/sha256.h"
#include "shim/overlay/locked_package.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {
namespace {

// As a pin without a build; a package that the lock says nothing of is the project's own.
absl::StatusOr<Pin> PinOf(const overlay::LockedPackage& package) {
  ACCEL_ASSIGN_OR_RETURN(const compat::Version version, compat::ParseVersion(package.version));
  Pin pin{package.name, compat::PublicString(version), {}, {}};
  for (const overlay::Group& group : package.groups) {
    pin.groups.push_back(group.name);
    for (std::string& extra : overlay::ExtrasIn(group.marker))
      pin.extras.push_back(std::move(extra));
  }
  return pin;
}

std::vector<std::string> PathsOf(const overlay::LockFile& lock) {
  std::vector<std::string> paths;
  for (const overlay::Entry& entry : lock.entries) {
    if (entry.text.find("[package.source]") == std::string::npos) continue;
    const absl::StatusOr<overlay::LockedPackage> package = overlay::ReadLockedPackage(entry);
    if (package.ok() && overlay::IsOnPath(*package)) paths.push_back(package->source->url);
  }
  return paths;
}

}  // namespace

absl::StatusOr<std::string> FindProject(const std::string& from) {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::absolute(from, error).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  for (;; folder = folder.parent_path()) {
    if (std::filesystem::exists(folder / "pyproject.toml", error)) return folder.string();
    if (folder == folder.parent_path())
      return compat::NotFound("there is no pyproject.toml in " + from + " or above");
  }
}

absl::StatusOr<Project> ParseProject(const std::string& folder, std::string pyproject,
                                     std::string lock) {
  Project project;
  project.folder = folder;
  project.pyproject_text = std::move(pyproject);
  project.lock_text = std::move(lock);
  ACCEL_ASSIGN_OR_RETURN(project.pyproject,
                         clients::ParseToml(project.pyproject_text, folder + "/pyproject.toml"));
  ACCEL_ASSIGN_OR_RETURN(project.lock,
                         overlay::ParseLockFile(project.lock_text, project.LockPath()));
  project.paths = PathsOf(project.lock);
  return project;
}

absl::StatusOr<Project> ReadProject(const std::string& folder) {
  ACCEL_ASSIGN_OR_RETURN(std::string pyproject, ReadWhole(folder + "/pyproject.toml"));
  const std::string path = folder + "/poetry.lock";
  absl::StatusOr<std::string> lock = ReadWhole(path);
  if (absl::IsNotFound(lock.status()))
    return compat::NotFound(path + ": is not there; run accel-shim poetry lock");
  if (!lock.ok()) return lock.status();
  return ParseProject(folder, std::move(pyproject), *std::move(lock));
}

absl::StatusOr<std::vector<Pin>> MembersOf(const Project& project, const compat::Catalog& catalog) {
  std::map<std::string, Pin> members;
  for (const overlay::Entry& entry : project.lock.entries) {
    const v1::Package* package = catalog.FindServed(entry.name);
    if (package == nullptr || package->selection() != v1::LOCAL_VERSION) continue;
    ACCEL_ASSIGN_OR_RETURN(const overlay::LockedPackage locked, overlay::ReadLockedPackage(entry));
    if (!overlay::IsOnIndex(locked)) return std::vector<Pin>();
    ACCEL_ASSIGN_OR_RETURN(const Pin pin, PinOf(locked));
    const auto [known, is_new] = members.emplace(entry.name, pin);
    if (!is_new && known->second.version != pin.version) {
      return compat::FailedPrecondition(project.LockPath() + ": holds " + entry.name + " " +
                                        known->second.version + " and " + pin.version +
                                        "; builds are chosen for one version of it. ACCEL_SHIM=off "
                                        "runs the bare tool");
    }
  }
  std::vector<Pin> pins;
  for (auto& [name, pin] : members) pins.push_back(std::move(pin));
  return pins;
}

std::string NameOfProject(const toml::table& pyproject) {
  const std::string name = pyproject["project"]["name"].value_or(std::string());
  return compat::NormalizeName(
      name.empty() ? pyproject["tool"]["poetry"]["name"].value_or(std::string()) : name);
}

absl::Status CheckUnchanged(const Project& project) {
  for (const auto& [path, text] :
       {std::pair<std::string, const std::string&>{project.LockPath(), project.lock_text},
        {project.folder + "/pyproject.toml", project.pyproject_text}}) {
    const absl::StatusOr<std::string> now = ReadWhole(path);
    if (!now.ok()) return now.status();
    if (*now != text)
      return compat::FailedPrecondition(path + ": has changed meanwhile; run the command again");
  }
  return absl::OkStatus();
}

overlay::Base BaseOf(const Project& project) {
  return {"poetry", "poetry.lock", index::Sha256Hex(project.lock_text)};
}

}  // namespace accel::shim::poetry
