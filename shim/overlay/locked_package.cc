// SPDX-License-Identifier: Apache-2.0
#include "shim/overlay/locked_package.h"

#include <algorithm>
#include <utility>

#include "clients/toml_text.h"
#include "compat/name.h"
#include "compat/printable.h"
#include "shim/index/sha256.h"
#include "shim/index/url.h"

namespace accel::shim::overlay {
namespace {

bool HasControls(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool HasControls(const LockedPackage& package) {
  const auto any = [](const auto& list, const auto& has) {
    return std::any_of(list.begin(), list.end(), has);
  };
  const std::optional<Source>& source = package.source;
  return HasControls(package.name) || HasControls(package.version) ||
         HasControls(package.requires_python) ||
         (source && (HasControls(source->url) || HasControls(source->reference))) ||
         any(package.groups, [](const Group& one) { return HasControls(one.name + one.marker); }) ||
         any(package.files, [](const LockedFile& one) { return HasControls(one.name + one.hash); });
}

std::string Text(const toml::table& table, std::string_view key) {
  return table[key].value_or(std::string());
}

// `markers` is one for all groups, or a table with one for each.
std::vector<Group> GroupsOf(const toml::table& package) {
  std::vector<Group> groups;
  const toml::array* names = package["groups"].as_array();
  if (names == nullptr) return groups;
  const toml::table* each = package["markers"].as_table();
  for (const toml::node& node : *names) {
    const std::string name = node.value_or(std::string());
    groups.push_back({name, each == nullptr ? Text(package, "markers") : Text(*each, name)});
  }
  return groups;
}

std::vector<LockedFile> FilesOf(const toml::table& package) {
  std::vector<LockedFile> files;
  const toml::array* array = package["files"].as_array();
  if (array == nullptr) return files;
  for (const toml::node& node : *array) {
    if (const toml::table* file = node.as_table())
      files.push_back({Text(*file, "file"), Text(*file, "hash")});
  }
  return files;
}

std::optional<Source> SourceOf(const toml::table& package) {
  const toml::table* source = package["source"].as_table();
  if (source == nullptr) return std::nullopt;
  const std::string type = Text(*source, "type");
  return Source{type, Text(*source, "url"),
                Text(*source, type == "git" ? "resolved_reference" : "reference")};
}

// A version, a table, or a list of tables of which one holds.
void AddDependency(const std::string& name, const toml::node& node,
                   std::vector<Dependency>& dependencies) {
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& one : *list) AddDependency(name, one, dependencies);
    return;
  }
  const toml::table* table = node.as_table();
  if (table != nullptr && (*table)["optional"].value_or(false)) return;
  dependencies.push_back({name, table == nullptr ? "" : Text(*table, "markers")});
}

std::vector<Dependency> DependenciesOf(const toml::table& package) {
  std::vector<Dependency> dependencies;
  const toml::table* table = package["dependencies"].as_table();
  if (table == nullptr) return dependencies;
  for (const auto& [name, node] : *table)
    AddDependency(compat::NormalizeName(name.str()), node, dependencies);
  return dependencies;
}

}  // namespace

bool IsOnIndex(const LockedPackage& package) {
  return !package.source || package.source->type == "legacy";
}

bool IsOnPath(const LockedPackage& package) {
  return package.source && (package.source->type == "directory" || package.source->type == "file");
}

std::string OriginOf(const LockedPackage& package) {
  if (!package.source) return "the default index";
  const std::string& url = package.source->url;
  return index::LooksLikeUrl(url) ? index::WithoutCredentials(url) : url;
}

bool DropLogin(LockedPackage& package) {
  if (!package.source || !index::LooksLikeUrl(package.source->url)) return false;
  const std::string url =
      std::exchange(package.source->url, index::WithoutCredentials(package.source->url));
  return url != package.source->url;
}

std::string Sha256Of(const LockedFile& file) {
  constexpr std::string_view kPrefix = "sha256:";
  return file.hash.starts_with(kPrefix) ? index::AsSha256(file.hash.substr(kPrefix.size())) : "";
}

absl::StatusOr<LockedPackage> ReadLockedPackage(const Entry& entry) {
  ACCEL_ASSIGN_OR_RETURN(const toml::table document,
                         clients::ParseToml(entry.text, "the entry of " + entry.name));
  const toml::node* node = document["package"][0].node();
  if (node == nullptr || !node->is_table())
    return compat::InvalidArgument("the entry of " + entry.name + " is no [[package]]");
  const toml::table& package = *node->as_table();
  LockedPackage read{
      entry.name,       entry.version,     Text(package, "python-versions"), GroupsOf(package),
      FilesOf(package), SourceOf(package), DependenciesOf(package)};
  if (HasControls(read))
    return compat::InvalidArgument("the entry of " + compat::PrintSafe(entry.name) +
                                   " holds control characters");
  return read;
}

std::string LockedHashOf(const LockFile& lock, const std::string& name) {
  for (const Entry& entry : lock.entries) {
    if (entry.name != name) continue;
    const absl::StatusOr<LockedPackage> package = ReadLockedPackage(entry);
    if (package.ok() && package->files.size() == 1) return Sha256Of(package->files.front());
  }
  return "";
}

absl::StatusOr<std::vector<LockedPackage>> ReadLockedPackages(const LockFile& lock) {
  std::vector<LockedPackage> packages;
  for (const Entry& entry : lock.entries) {
    ACCEL_ASSIGN_OR_RETURN(LockedPackage package, ReadLockedPackage(entry));
    packages.push_back(std::move(package));
  }
  return packages;
}

std::vector<std::string> ExtrasIn(const std::string& marker) {
  constexpr std::string_view kTest = "extra == \"";
  std::vector<std::string> extras;
  for (std::size_t at = marker.find(kTest); at != std::string::npos; at = marker.find(kTest, at)) {
    at += kTest.size();
    extras.push_back(marker.substr(at, marker.find('"', at) - at));
  }
  return extras;
}

}  // namespace accel::shim::overlay
