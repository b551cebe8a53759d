// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/external.h"

#include <algorithm>
#include <set>

#include "clients/toml_text.h"
#include "shim/direct_url.h"
#include "shim/index/url.h"

namespace accel::shim::poetry {
namespace {

// [package.source] for where the installed `name` came from; empty when that was an index.
std::string SourceOf(const std::string& name, const Present& present) {
  const std::optional<DirectUrl> direct = ReadDirectUrl(DistInfoOf(present.site_packages, name));
  std::string url = direct ? direct->url : "";
  std::string type = direct && direct->is_folder ? "directory" : "url";
  constexpr std::string_view kFile = "file://";
  if (url.starts_with(kFile)) {
    if (type == "url") type = "file";
    url = index::PercentDecode(url.substr(kFile.size()));
  }
  if (!direct) return "";
  return "\n\n[package.source]\ntype = " + clients::Quote(type) + "\nurl = " + clients::Quote(url);
}

// The entry of a universal lock for a package that is there, needing `needs`.
overlay::Entry AsPresent(overlay::Entry entry, const Present& present,
                         const std::vector<std::string>& needs) {
  const std::string version = compat::ToString(present.installed.find(entry.name)->second);
  entry = overlay::AtVersion(std::move(entry), version);
  entry.text = entry.text.substr(0, entry.text.find("\n\n[package."));
  if (!needs.empty()) entry.text += "\n\n[package.dependencies]";
  for (const std::string& need : needs) entry.text += "\n" + need + " = \"*\"";
  entry.text += SourceOf(entry.name, present);
  return entry;
}

// In `universal` and present, and not in `lock`.
std::vector<std::string> Kept(const Present& present, const overlay::LockFile& universal,
                              const overlay::LockFile& lock) {
  std::set<std::string> locked, kept;
  for (const overlay::Entry& entry : lock.entries) locked.insert(entry.name);
  for (const overlay::Entry& entry : universal.entries) {
    if (!locked.contains(entry.name) && present.installed.contains(entry.name))
      kept.insert(entry.name);
  }
  return {kept.begin(), kept.end()};
}

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

absl::Status TakeExternal(const OwnBuilds& own, const Present& present,
                          const overlay::LockFile& universal, std::vector<Pin>& pins,
                          overlay::LockFile& lock) {
  const std::vector<std::string> kept = Kept(present, universal, lock);
  for (Pin& pin : pins) {
    if (!pin.wheel.empty()) continue;
    const auto there = present.installed.find(pin.name);
    if (there == present.installed.end()) {
      return compat::FailedPrecondition(own.at(pin.name).place + ": " + pin.name +
                                        " is external, but " + present.virtual_environment +
                                        " has none; install it there, or make the environment "
                                        "with --system-site-packages");
    }
    pin.version = compat::ToString(there->second);
    for (overlay::Entry& entry : lock.entries) {
      if (entry.name == pin.name) entry = AsPresent(entry, present, kept);
    }
  }
  std::set<std::string> taken;
  for (const overlay::Entry& entry : universal.entries) {
    if (Contains(kept, entry.name) && taken.insert(entry.name).second)
      lock.entries.push_back(AsPresent(entry, present, {}));
  }
  std::stable_sort(
      lock.entries.begin(), lock.entries.end(),
      [](const overlay::Entry& a, const overlay::Entry& b) { return a.name < b.name; });
  return absl::OkStatus();
}

}  // namespace accel::shim::poetry
