// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/overlay_builder.h"

#include "clients/toml_text.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {

std::string IndexOf(const v1::Package& leader, const std::string& tag) {
  std::string index = leader.index();
  while (index.ends_with('/')) index.pop_back();
  return index + "/" + tag;
}

std::vector<Pin> PinsFor(std::vector<Pin> members, const std::string& tag) {
  for (Pin& member : members) member.version += "+" + tag;
  return members;
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

absl::StatusOr<overlay::LockFile> OverlayBuilder::Resolve(const std::string& pyproject) const {
  ACCEL_RETURN_IF_ERROR(shadow_.Write(pyproject, project_.lock_text, PathsOf(project_)));
  ACCEL_RETURN_IF_ERROR(tool_.Lock(shadow_.folder(), virtual_environment_));
  const std::string path = shadow_.folder() + "/poetry.lock";
  ACCEL_ASSIGN_OR_RETURN(const std::string text, ReadWhole(path));
  return overlay::ParseLockFile(text, path);
}

absl::StatusOr<overlay::Variant> OverlayBuilder::Build(const std::vector<Pin>& members,
                                                       const std::string& tag,
                                                       const v1::Package& leader) {
  if (!universal_) {
    ACCEL_ASSIGN_OR_RETURN(universal_, Resolve(project_.pyproject_text));
  }
  overlay::Variant variant{tag, IndexOf(leader, tag), {}, {}};
  const std::string index = clients::MapUrl(variant.index, mirrors_);
  const std::vector<Pin> pins = PinsFor(members, tag);
  for (const Pin& pin : pins) variant.pinned.push_back(pin.name + "==" + pin.version);
  ACCEL_ASSIGN_OR_RETURN(const toml::table pinned, PinBuilds(project_.pyproject, pins, index));
  ACCEL_ASSIGN_OR_RETURN(const overlay::LockFile lock, Resolve(ToText(pinned)));
  variant.difference = overlay::DifferenceOf(*universal_, lock);
  ReplaceSource(index, variant.index, variant.difference);
  return variant;
}

}  // namespace accel::shim::poetry
