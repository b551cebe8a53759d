// SPDX-License-Identifier: Apache-2.0
#include "shim/overlay/comparison.h"

#include <map>

namespace accel::shim::overlay {
namespace {

bool IsVersion(const std::string& locked, const compat::Version& installed) {
  const absl::StatusOr<compat::Version> version = compat::ParseVersion(locked);
  return version.ok() && *version == installed;
}

}  // namespace

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
