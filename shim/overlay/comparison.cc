// SPDX-License-Identifier: Apache-2.0
#include "shim/overlay/comparison.h"

#include <algorithm>
#include <map>
#include <utility>

#include "shim/overlay/locked_package.h"

namespace accel::shim::overlay {
namespace {

bool IsVersion(const std::string& locked, const compat::Version& installed) {
  const absl::StatusOr<compat::Version> version = compat::ParseVersion(locked);
  return version.ok() && *version == installed;
}

bool Holds(const std::string& text, const compat::MarkerEnvironment& environment) {
  if (text.empty()) return true;
  const absl::StatusOr<compat::Marker> marker = compat::ParseMarker(text);
  return marker.ok() && compat::Evaluate(*marker, environment);
}

using Needs = std::map<std::string, std::set<std::string>>;

absl::StatusOr<Needs> NeedsOf(const LockFile& lock, const compat::MarkerEnvironment& environment) {
  ACCEL_ASSIGN_OR_RETURN(const std::vector<LockedPackage> packages, ReadLockedPackages(lock));
  Needs needs;
  for (const LockedPackage& package : packages) {
    std::set<std::string>& names = needs[package.name];
    for (const Dependency& dependency : package.dependencies) {
      if (Holds(dependency.marker, environment)) names.insert(dependency.name);
    }
  }
  return needs;
}

// For some extra at least, or it cannot be told.
bool MayHold(const std::string& text, compat::MarkerEnvironment environment) {
  const absl::StatusOr<compat::Marker> marker = compat::ParseMarker(text);
  if (text.empty() || !marker.ok()) return true;
  std::vector<std::string> extras = ExtrasIn(text);
  extras.emplace_back();
  return std::any_of(extras.begin(), extras.end(), [&](const std::string& extra) {
    environment["extra"] = extra;
    return compat::Evaluate(*marker, environment);
  });
}

bool ComesWithAnEnvironment(const std::string& name) {
  return name == "pip" || name == "setuptools" || name == "wheel";
}

// `packages` name it, and none of them for this Python.
bool IsForOthers(const std::string& name, const std::vector<LockedPackage>& packages,
                 const compat::MarkerEnvironment& environment) {
  bool named = false;
  for (const LockedPackage& package : packages) {
    for (const Dependency& dependency : package.dependencies) {
      if (dependency.name != name) continue;
      if (MayHold(dependency.marker, environment)) return false;
      named = true;
    }
  }
  return named;
}

bool IsForeign(const LockedPackage& package, const std::vector<LockedPackage>& packages,
               const compat::MarkerEnvironment& environment) {
  if (package.groups.empty())
    return ComesWithAnEnvironment(package.name) && IsForOthers(package.name, packages, environment);
  return std::none_of(package.groups.begin(), package.groups.end(),
                      [&](const Group& group) { return MayHold(group.marker, environment); });
}

}  // namespace

absl::StatusOr<LockFile> WithoutForeign(const LockFile& lock,
                                        const compat::MarkerEnvironment& environment) {
  ACCEL_ASSIGN_OR_RETURN(const std::vector<LockedPackage> packages, ReadLockedPackages(lock));
  LockFile here = lock;
  here.entries.clear();
  for (std::size_t i = 0; i < packages.size(); ++i) {
    if (!IsForeign(packages[i], packages, environment)) here.entries.push_back(lock.entries[i]);
  }
  return here;
}

absl::StatusOr<std::set<std::string>> Needed(const LockFile& lock, std::set<std::string> required,
                                             const Installed& installed,
                                             const compat::MarkerEnvironment& environment) {
  ACCEL_ASSIGN_OR_RETURN(const Needs needs, NeedsOf(lock, environment));
  for (const auto& [name, version] : installed) required.insert(name);
  std::set<std::string> left, needed;
  std::swap(left, required);
  while (!left.empty()) {
    const std::string name = *left.begin();
    left.erase(left.begin());
    const auto found = needs.find(name);
    if (found == needs.end() || !needed.insert(name).second) continue;
    left.insert(found->second.begin(), found->second.end());
  }
  return needed;
}

std::vector<Compared> Compare(const LockFile& lock, const std::set<std::string>& required,
                              const Installed& installed) {
  std::map<std::string, Compared> packages;
  for (const Entry& entry : lock.entries) {
    const auto found = installed.find(entry.name);
    if (found == installed.end() && !required.contains(entry.name)) continue;
    Compared& one = packages[entry.name];
    one.name = entry.name;
    one.locked += (one.locked.empty() ? "" : " or ") + entry.version;
    if (found == installed.end()) continue;
    one.installed = compat::ToString(found->second);
    one.agrees |= IsVersion(entry.version, found->second);
  }
  std::vector<Compared> all;
  for (auto& [name, one] : packages) all.push_back(std::move(one));
  return all;
}

}  // namespace accel::shim::overlay
