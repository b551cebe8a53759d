// SPDX-License-Identifier: Apache-2.0
#include "shim/overlay/comparison.h"

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

}  // namespace

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
