// SPDX-License-Identifier: Apache-2.0
#include "shim/overlay/pylock.h"

#include <algorithm>

#include "clients/toml_text.h"
#include "compat/specifier.h"
#include "compat/wheel_name.h"

namespace accel::shim::overlay {
namespace {

using clients::Quote;

std::string List(std::string_view key, const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + Quote(value);
  return std::string(key) + " = [" + text + "]\n";
}

std::string Line(std::string_view key, const std::string& value) {
  return value.empty() ? "" : std::string(key) + " = " + Quote(value) + "\n";
}

// A resolver's own spelling ("*", "^3.11") is no version specifier, and says nothing that the
// resolver has not heeded.
std::string RequiresPython(const std::string& specifiers) {
  return compat::ParseSpecifierSet(specifiers).ok() ? Line("requires-python", specifiers) : "";
}

// `extra == "ml"` of Poetry is `"ml" in extras` of PEP 751.
std::string WithExtrasAsSet(std::string marker) {
  for (const auto& [test, in] : {std::pair<std::string, std::string>{"extra == \"", " in extras"},
                                 {"extra != \"", " not in extras"}}) {
    for (std::size_t at = marker.find(test); at != std::string::npos; at = marker.find(test, at)) {
      const std::size_t end = marker.find('"', at + test.size());
      if (end == std::string::npos) break;
      const std::string name = marker.substr(at + test.size(), end - at - test.size());
      marker.replace(at, end + 1 - at, "\"" + name + "\"" + in);
    }
  }
  return marker;
}

std::string MarkerOf(const Group& group) {
  const std::string marker = WithExtrasAsSet(group.marker);
  if (group.name == "main") return marker;
  const std::string in_group = "\"" + group.name + "\" in dependency_groups";
  return marker.empty() ? in_group : in_group + " and (" + marker + ")";
}

// Of the package: that of any of its groups.
std::string MarkerOf(const LockedPackage& package) {
  std::string marker;
  for (const Group& group : package.groups) {
    const std::string one = MarkerOf(group);
    if (one.empty()) return "";
    marker += marker.empty() ? one : ") or (" + one;
  }
  return marker.find(") or (") == std::string::npos ? marker : "(" + marker + ")";
}

absl::StatusOr<std::string> FileTable(const LockedPackage& package, const LockedFile& file,
                                      const Located& located) {
  const auto found = located.find(file.name);
  const std::string hash = Sha256Of(file);
  if (found == located.end())
    return compat::FailedPrecondition("the index of " + package.name + " does not list " +
                                      file.name + " any more; lock the project anew");
  if (!found->second.sha256.empty() && found->second.sha256 != hash)
    return compat::FailedPrecondition("the index has another hash for " + file.name +
                                      " than the lock; nothing was written");
  std::string text = "{name = " + Quote(file.name) + ", url = " + Quote(found->second.url);
  if (found->second.size) text += ", size = " + std::to_string(*found->second.size);
  return text + ", hashes = {sha256 = " + Quote(hash) + "}}";
}

absl::StatusOr<std::string> FromIndex(const LockedPackage& package, const Located& located) {
  std::string wheels, archive;
  for (const LockedFile& file : package.files) {
    ACCEL_ASSIGN_OR_RETURN(const std::string table, FileTable(package, file, located));
    if (compat::ParseWheelName(file.name).ok()) {
      wheels += "    " + table + ",\n";
    } else if (archive.empty()) {
      archive = "sdist = " + table + "\n";
    }
  }
  return archive + (wheels.empty() ? "" : "wheels = [\n" + wheels + "]\n");
}

// "directory", "vcs" and "archive" of PEP 751.
absl::StatusOr<std::string> FromElsewhere(const LockedPackage& package) {
  const Source& source = *package.source;
  if (source.type == "directory") return "directory = {path = " + Quote(source.url) + "}\n";
  if (source.type == "git") {
    return "vcs = {type = \"git\", url = " + Quote(source.url) +
           ", commit-id = " + Quote(source.reference) + "}\n";
  }
  const std::string hash = package.files.size() == 1 ? Sha256Of(package.files.front()) : "";
  if (hash.empty()) return compat::FailedPrecondition(package.name + " has no hash in the lock");
  return "archive = {" + std::string(source.type == "file" ? "path = " : "url = ") +
         Quote(source.url) + ", hashes = {sha256 = " + Quote(hash) + "}}\n";
}

absl::StatusOr<std::string> PackageTable(const LockedPackage& package, const Located& located) {
  const bool on_index = IsOnIndex(package);
  std::string text = "\n[[packages]]\n" + Line("name", package.name);
  if (!package.source || package.source->type != "directory")
    text += Line("version", package.version);
  text += Line("marker", MarkerOf(package));
  text += RequiresPython(package.requires_python);
  if (package.source && on_index) text += Line("index", package.source->url);
  ACCEL_ASSIGN_OR_RETURN(const std::string files,
                         on_index ? FromIndex(package, located) : FromElsewhere(package));
  return text + files;
}

}  // namespace

absl::StatusOr<std::string> ToPylock(const PylockHead& head,
                                     const std::vector<LockedPackage>& packages,
                                     const Located& located) {
  std::string text = "lock-version = \"1.0\"\n" + RequiresPython(head.requires_python);
  if (!head.extras.empty()) text += List("extras", head.extras);
  if (!head.groups.empty()) text += List("dependency-groups", head.groups);
  if (!head.default_groups.empty()) text += List("default-groups", head.default_groups);
  text += "created-by = \"accel-shim\"\n";
  for (const LockedPackage& package : packages) {
    ACCEL_ASSIGN_OR_RETURN(const std::string table, PackageTable(package, located));
    text += table;
  }
  return text;
}

std::string PylockName(const std::string& tag) {
  std::string label = tag;
  std::replace(label.begin(), label.end(), '.', '-');
  return "pylock." + label + ".toml";
}

}  // namespace accel::shim::overlay
