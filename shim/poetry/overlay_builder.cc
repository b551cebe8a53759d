// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/overlay_builder.h"

#include <algorithm>

#include "clients/toml_text.h"
#include "shim/wheel_metadata.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {

std::string IndexOf(const v1::Package& leader, const std::string& tag) {
  std::string index = leader.index();
  while (index.ends_with('/')) index.pop_back();
  return index + "/" + tag;
}

std::vector<Pin> PinsOf(const overlay::Variant& variant, const std::vector<Pin>& members) {
  std::vector<Pin> pins;
  for (const std::string& pinned : variant.pinned) {
    const std::size_t equals = pinned.find("==");
    if (equals == std::string::npos || members.empty()) continue;
    const std::string name = pinned.substr(0, equals);
    const auto member = std::find_if(members.begin(), members.end(),
                                     [&](const Pin& pin) { return pin.name == name; });
    const Pin& place = member == members.end() ? members.front() : *member;
    pins.push_back({name, pinned.substr(equals + 2), place.groups, place.extras});
  }
  return pins;
}

void ReplaceSource(const std::string& from, const std::string& to,
                   overlay::Difference& difference) {
  const std::string old_line = "\nurl = " + clients::Quote(from) + "\n";
  for (overlay::Entry& entry : difference.entries) {
    const std::size_t at = entry.text.find(old_line);
    if (at != std::string::npos)
      entry.text.replace(at, old_line.size(), "\nurl = " + clients::Quote(to) + "\n");
  }
}

absl::StatusOr<overlay::LockFile> OverlayBuilder::Resolve(const std::string& pyproject) {
  ACCEL_RETURN_IF_ERROR(shadow_.Write(pyproject, project_.lock_text, PathsOf(project_)));
  if (!poetry_) {
    ACCEL_ASSIGN_OR_RETURN(poetry_, tool_.Version());
  }
  ACCEL_RETURN_IF_ERROR(tool_.Lock(shadow_.folder(), virtual_environment_, *poetry_));
  const std::string path = shadow_.folder() + "/poetry.lock";
  ACCEL_ASSIGN_OR_RETURN(const std::string text, ReadWhole(path));
  return overlay::ParseLockFile(text, path);
}

// Names that a build requires at one version, that its index has and the universal lock does not:
// another index may well not have them at that version.
absl::StatusOr<std::vector<Pin>> OverlayBuilder::BoundPins(const Pin& member,
                                                           const std::string& tag,
                                                           const v1::Package& leader,
                                                           const compat::Catalog& catalog) const {
  ACCEL_ASSIGN_OR_RETURN(const std::vector<Listed> wheels, index_.List(member.name, leader));
  const auto wheel = std::find_if(wheels.begin(), wheels.end(), [&](const Listed& listed) {
    return listed.version == member.version && listed.tag == tag;
  });
  if (wheel == wheels.end()) {
    return compat::FailedPrecondition("there is no " + member.name + " " + member.version + "+" +
                                      tag + " at " + leader.index() + "; run accelctl tags " +
                                      member.name);
  }
  ACCEL_ASSIGN_OR_RETURN(const std::string metadata, index_.Metadata(wheel->file));
  std::vector<Pin> pins;
  for (const auto& [name, version] : ExactRequirements(metadata)) {
    const bool locked =
        std::any_of(project_.lock.entries.begin(), project_.lock.entries.end(),
                    [&](const overlay::Entry& entry) { return entry.name == name; });
    if (!locked && catalog.FindBinder(name) != nullptr)
      pins.push_back({name, version, member.groups, member.extras});
  }
  return pins;
}

absl::StatusOr<overlay::Variant> OverlayBuilder::Build(const std::vector<Pin>& members,
                                                       const std::string& tag,
                                                       const v1::Package& leader,
                                                       const compat::Catalog& catalog) {
  overlay::Variant variant{tag, IndexOf(leader, tag), {}, {}};
  for (const Pin& member : members) {
    variant.pinned.push_back(member.name + "==" + member.version + "+" + tag);
    ACCEL_ASSIGN_OR_RETURN(const std::vector<Pin> bound, BoundPins(member, tag, leader, catalog));
    for (const Pin& pin : bound) variant.pinned.push_back(pin.name + "==" + pin.version);
  }
  std::sort(variant.pinned.begin(), variant.pinned.end());
  if (!universal_) {
    ACCEL_ASSIGN_OR_RETURN(universal_, Resolve(project_.pyproject_text));
  }
  const std::string index = clients::MapUrl(variant.index, mirrors_);
  ACCEL_ASSIGN_OR_RETURN(const toml::table pinned,
                         PinBuilds(project_.pyproject, PinsOf(variant, members), index));
  ACCEL_ASSIGN_OR_RETURN(const overlay::LockFile lock, Resolve(ToText(pinned)));
  variant.difference = overlay::DifferenceOf(*universal_, lock);
  ReplaceSource(index, variant.index, variant.difference);
  return variant;
}

}  // namespace accel::shim::poetry
