// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/project.h"

#include <filesystem>
#include <map>

#include "clients/toml_text.h"
#include "compat/version.h"
#include "shim/index/sha256.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {
namespace {

std::vector<std::string> Texts(const toml::array* array) {
  std::vector<std::string> texts;
  if (array == nullptr) return texts;
  for (const toml::node& node : *array) texts.push_back(node.value_or(std::string()));
  return texts;
}

// The names in `extra == "ml" or extra == "all"`.
std::vector<std::string> ExtrasIn(const std::string& markers) {
  constexpr std::string_view kTest = "extra == \"";
  std::vector<std::string> extras;
  for (std::size_t at = markers.find(kTest); at != std::string::npos;
       at = markers.find(kTest, at)) {
    at += kTest.size();
    extras.push_back(markers.substr(at, markers.find('"', at) - at));
  }
  return extras;
}

toml::table TableOf(const overlay::Entry& entry) {
  absl::StatusOr<toml::table> document = clients::ParseToml(entry.text, "poetry.lock");
  if (!document.ok()) return {};
  const toml::node* package = (*document)["package"][0].node();
  return package == nullptr || !package->is_table() ? toml::table() : *package->as_table();
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

absl::StatusOr<Project> ReadProject(const std::string& folder) {
  Project project;
  project.folder = folder;
  ACCEL_ASSIGN_OR_RETURN(project.pyproject_text, ReadWhole(folder + "/pyproject.toml"));
  ACCEL_ASSIGN_OR_RETURN(project.pyproject,
                         clients::ParseToml(project.pyproject_text, folder + "/pyproject.toml"));
  ACCEL_ASSIGN_OR_RETURN(project.lock_text, ReadWhole(project.LockPath()));
  ACCEL_ASSIGN_OR_RETURN(project.lock,
                         overlay::ParseLockFile(project.lock_text, project.LockPath()));
  return project;
}

absl::StatusOr<std::vector<Pin>> MembersOf(const Project& project, const compat::Catalog& catalog) {
  std::map<std::string, Pin> members;
  for (const overlay::Entry& entry : project.lock.entries) {
    const v1::Package* package = catalog.FindPackage(entry.name);
    if (package == nullptr || package->selection() != v1::LOCAL_VERSION) continue;
    ACCEL_ASSIGN_OR_RETURN(const compat::Version version, compat::ParseVersion(entry.version));
    const toml::table table = TableOf(entry);
    Pin pin{entry.name, compat::PublicString(version), Texts(table["groups"].as_array()),
            ExtrasIn(table["markers"].value_or(std::string()))};
    const auto [known, is_new] = members.emplace(entry.name, pin);
    if (!is_new && known->second.version != pin.version) {
      return compat::FailedPrecondition(project.LockPath() + ": holds " + entry.name + " " +
                                        known->second.version + " and " + pin.version +
                                        "; builds are chosen for one version of it");
    }
  }
  std::vector<Pin> pins;
  for (auto& [name, pin] : members) pins.push_back(std::move(pin));
  return pins;
}

std::vector<std::string> PathsOf(const Project& project) {
  std::vector<std::string> paths;
  for (const overlay::Entry& entry : project.lock.entries) {
    if (entry.text.find("[package.source]") == std::string::npos) continue;
    const toml::table table = TableOf(entry);
    const std::string type = table["source"]["type"].value_or(std::string());
    if (type == "directory" || type == "file")
      paths.push_back(table["source"]["url"].value_or(std::string()));
  }
  return paths;
}

overlay::Base BaseOf(const Project& project) {
  return {"poetry", "poetry.lock", index::Sha256Hex(project.lock_text)};
}

}  // namespace accel::shim::poetry
