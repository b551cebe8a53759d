// SPDX-License-Identifier: Apache-2.0
#include "shim/overlay/difference.h"

#include <algorithm>
#include <map>
#include <set>

namespace accel::shim::overlay {
namespace {

using ByName = std::map<std::string, std::vector<Entry>>;

ByName Group(const std::vector<Entry>& entries) {
  ByName groups;
  for (const Entry& entry : entries) groups[entry.name].push_back(entry);
  return groups;
}

}  // namespace

Difference DifferenceOf(const LockFile& universal, const LockFile& variant) {
  const ByName before = Group(universal.entries), after = Group(variant.entries);
  Difference difference;
  for (const auto& [name, entries] : after) {
    const auto old = before.find(name);
    if (old != before.end() && old->second == entries) continue;
    difference.entries.insert(difference.entries.end(), entries.begin(), entries.end());
  }
  for (const auto& [name, entries] : before) {
    if (!after.contains(name)) difference.removed.push_back(name);
  }
  return difference;
}

LockFile Apply(LockFile universal, const Difference& difference) {
  std::set<std::string> replaced(difference.removed.begin(), difference.removed.end());
  for (const Entry& entry : difference.entries) replaced.insert(entry.name);
  std::erase_if(universal.entries,
                [&](const Entry& entry) { return replaced.contains(entry.name); });
  universal.entries.insert(universal.entries.end(), difference.entries.begin(),
                           difference.entries.end());
  std::stable_sort(universal.entries.begin(), universal.entries.end(),
                   [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return universal;
}

}  // namespace accel::shim::overlay
