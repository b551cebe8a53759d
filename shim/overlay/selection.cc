// SPDX-License-Identifier: Apache-2.0
#include "shim/overlay/selection.h"

#include <algorithm>

namespace accel::shim::overlay {
namespace {

bool Contains(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// Under no extra or under one of the chosen.
absl::StatusOr<bool> Holds(const Group& group, const Selection& selection) {
  if (group.marker.empty()) return true;
  absl::StatusOr<compat::Marker> marker = compat::ParseMarker(group.marker);
  if (!marker.ok()) return compat::Annotate(marker.status(), "the marker " + group.marker);
  compat::MarkerEnvironment environment = selection.environment;
  environment["extra"] = "";
  if (compat::Evaluate(*marker, environment)) return true;
  return std::any_of(selection.extras.begin(), selection.extras.end(),
                     [&](const std::string& extra) {
                       environment["extra"] = extra;
                       return compat::Evaluate(*marker, environment);
                     });
}

absl::StatusOr<bool> IsSelected(const LockedPackage& package, const Selection& selection) {
  for (const Group& group : package.groups) {
    if (group.name != "main" && !Contains(selection.groups, group.name)) continue;
    ACCEL_ASSIGN_OR_RETURN(const bool holds, Holds(group, selection));
    if (holds) return true;
  }
  return false;
}

bool HasTag(const compat::WheelName& wheel, const compat::Tag& tag) {
  return Contains(wheel.python, tag.python) && Contains(wheel.abi, tag.abi) &&
         Contains(wheel.platform, tag.platform);
}

}  // namespace

absl::StatusOr<std::vector<LockedPackage>> Select(const std::vector<LockedPackage>& packages,
                                                  const Selection& selection) {
  std::vector<LockedPackage> selected;
  for (const LockedPackage& package : packages) {
    if (package.groups.empty()) {
      return compat::FailedPrecondition(
          "the lock does not say which groups " + package.name +
          " belongs to: its format is older than Poetry 2; lock the project with Poetry 2");
    }
    ACCEL_ASSIGN_OR_RETURN(const bool is_selected, IsSelected(package, selection));
    if (is_selected) selected.push_back(package);
  }
  return selected;
}

const LockedFile* BestFile(const LockedPackage& package, const std::vector<compat::Tag>& tags) {
  std::vector<std::pair<compat::WheelName, const LockedFile*>> wheels;
  const LockedFile* archive = nullptr;
  for (const LockedFile& file : package.files) {
    absl::StatusOr<compat::WheelName> wheel = compat::ParseWheelName(file.name);
    if (wheel.ok()) {
      wheels.emplace_back(*std::move(wheel), &file);
    } else {
      archive = &file;
    }
  }
  for (const compat::Tag& tag : tags) {
    for (const auto& [wheel, file] : wheels) {
      if (HasTag(wheel, tag)) return file;
    }
  }
  return archive;
}

}  // namespace accel::shim::overlay
