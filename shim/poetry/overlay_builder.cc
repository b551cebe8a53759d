// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/overlay_builder.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "clients/toml_text.h"
#include "compat/specifier.h"
#include "compat/version.h"
#include "shim/overlay/locked_package.h"
#include "shim/poetry/mirrored_index.h"
#include "shim/poetry/own_builds.h"
#include "shim/wheel_metadata.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {

std::string IndexOf(const v1::Package& leader, const std::string& tag, const IndexByTag& own) {
  if (const auto index = own.find(tag); index != own.end()) return index->second;
  std::string index = leader.index();
  while (index.ends_with('/')) index.pop_back();
  return index + "/" + tag;
}

namespace {

// "3.5.1" of "==3.5.1", nothing of "~=3.5.0" and "==3.*".
std::string ExactVersion(const std::string& specifiers) {
  const bool exact =
      specifiers.starts_with("==") && specifiers.find_first_of("=*,", 2) == std::string::npos;
  return exact ? specifiers.substr(2) : "";
}

}  // namespace

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

void MovePaths(const std::string& from, const std::string& to, overlay::LockFile& lock) {
  for (overlay::Entry& entry : lock.entries) {
    const absl::StatusOr<overlay::LockedPackage> package = overlay::ReadLockedPackage(entry);
    if (!package.ok() || !overlay::IsOnPath(*package)) continue;
    const std::filesystem::path path =
        (std::filesystem::path(from) / package->source->url).lexically_normal();
    SetSourceUrl(package->source->url, path.lexically_relative(to).string(), entry);
  }
}

void SetSourceUrl(const std::string& from, const std::string& to, overlay::Entry& entry) {
  overlay::ReplaceValue("url", from, to, entry);
}

absl::StatusOr<overlay::LockFile> OverlayBuilder::Resolve(const std::string& pyproject,
                                                          const std::vector<Variable>& login) {
  ACCEL_RETURN_IF_ERROR(shadow_.Write(pyproject, project_.lock_text, project_.paths));
  if (!poetry_) {
    ACCEL_ASSIGN_OR_RETURN(poetry_, tool_.Version());
  }
  ACCEL_RETURN_IF_ERROR(tool_.Lock(shadow_.folder(), virtual_environment_, *poetry_, login));
  const std::string path = shadow_.folder() + "/poetry.lock";
  ACCEL_ASSIGN_OR_RETURN(const std::string text, ReadWhole(path));
  ACCEL_ASSIGN_OR_RETURN(overlay::LockFile lock, overlay::ParseLockFile(text, path));
  MovePaths(shadow_.folder(), project_.folder, lock);
  return lock;
}

// On the page that Poetry will read.
absl::Status OverlayBuilder::CheckHashes(const Pin& member, const overlay::Variant& variant) const {
  if (missing_ == MissingHashes::kDownload) return absl::OkStatus();
  ACCEL_ASSIGN_OR_RETURN(const std::vector<index::File> files,
                         index_.FilesAt(variant.index, member.name));
  const std::string version = "-" + member.version + "+" + variant.tag + "-";
  for (const index::File& file : files) {
    if (!file.sha256.empty() || file.filename.find(version) == std::string::npos) continue;
    return compat::FailedPrecondition(
        variant.index + ": names no sha256 for " + file.filename +
        ", so the wheels would have to be downloaded; accel-shim lock --for " + variant.tag +
        " --hash-by-download does that");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> OverlayBuilder::MetadataOf(const std::string& name,
                                                       const std::string& version,
                                                       const std::string& index) const {
  ACCEL_ASSIGN_OR_RETURN(const std::vector<Listed> wheels, index_.ListAt(index, name));
  const auto wheel = std::find_if(wheels.begin(), wheels.end(), [&](const Listed& listed) {
    return listed.version + (listed.tag.empty() ? "" : "+" + listed.tag) == version;
  });
  if (wheel != wheels.end()) return index_.Metadata(wheel->file);
  return compat::NotFound("there is no " + name + " " + version + " at " + index +
                          "; run accelctl tags " + name);
}

// Names of the catalogue's that a build requires at some version, and what they require so in turn,
// each at the newest that its index has: another index may well not have them at that version, and
// a stranger might.
absl::StatusOr<std::vector<Pin>> OverlayBuilder::BoundPins(const Pin& member,
                                                           const overlay::Variant& variant,
                                                           const compat::Catalog& catalog) const {
  ACCEL_ASSIGN_OR_RETURN(
      const std::string metadata,
      MetadataOf(member.name, member.version + "+" + variant.tag, variant.index));
  std::map<std::string, Required> left = RequirementsOf(metadata, {});
  std::map<std::string, std::string> bound;
  while (!left.empty()) {
    const auto [name, required] = *left.begin();
    left.erase(left.begin());
    if (catalog.FindBinder(name) == nullptr || bound.contains(name)) continue;
    ACCEL_ASSIGN_OR_RETURN(std::string version, NewestOf(name, variant.index, required.specifiers));
    if (version.empty()) version = ExactVersion(required.specifiers);  // it has no wheel
    if (version.empty()) continue;
    bound.emplace(name, version);
    const absl::StatusOr<std::string> more = MetadataOf(name, version, variant.index);
    if (absl::IsNotFound(more.status())) continue;
    if (!more.ok()) return more.status();
    left.merge(RequirementsOf(*more, required.extras));
  }
  std::vector<Pin> pins;
  for (const auto& [name, version] : bound)
    pins.push_back({name, version, member.groups, member.extras});
  return pins;
}

// "3.5.1" of those that "~=3.5.0" allows; empty when `index` has none.
absl::StatusOr<std::string> OverlayBuilder::NewestOf(const std::string& name,
                                                     const std::string& index,
                                                     const std::string& specifiers) const {
  ACCEL_ASSIGN_OR_RETURN(const compat::SpecifierSet allowed, compat::ParseSpecifierSet(specifiers));
  const absl::StatusOr<std::vector<Listed>> wheels = index_.ListAt(index, name);
  if (absl::IsNotFound(wheels.status())) return std::string();
  if (!wheels.ok()) return wheels.status();
  std::optional<compat::Version> newest;
  for (const Listed& wheel : *wheels) {
    const absl::StatusOr<compat::Version> version =
        compat::ParseVersion(wheel.version + (wheel.tag.empty() ? "" : "+" + wheel.tag));
    if (version.ok() && compat::Contains(allowed, *version, compat::Prereleases::kAllow) &&
        (!newest || *version > *newest))
      newest = *version;
  }
  return newest ? compat::ToString(*newest) : std::string();
}

// Names of the catalogue's that the resolved lock takes from elsewhere than the variant's index, as
// pins at their newest version there: nobody else is asked for them.
absl::StatusOr<std::vector<std::string>> OverlayBuilder::Strangers(
    const overlay::Variant& variant, const compat::Catalog& catalog) const {
  std::vector<std::string> pins;
  for (const overlay::Entry& entry : overlay::Apply(*universal_, variant.difference).entries) {
    if (catalog.FindBinder(entry.name) == nullptr) continue;
    ACCEL_ASSIGN_OR_RETURN(const overlay::LockedPackage package, overlay::ReadLockedPackage(entry));
    if (package.source && package.source->url == variant.index) continue;
    const std::string start = entry.name + "==";
    const bool pinned = std::any_of(variant.pinned.begin(), variant.pinned.end(),
                                    [&](const std::string& pin) { return pin.starts_with(start); });
    std::string version;
    if (!pinned) {
      ACCEL_ASSIGN_OR_RETURN(version, NewestOf(entry.name, variant.index, ""));
    }
    if (version.empty()) {
      return compat::FailedPrecondition(
          entry.name + " " + entry.version + " would come from " + overlay::OriginOf(package) +
          (pinned ? ", where something asks for it beside the " + variant.tag + " build"
                  : ", and " + variant.index + " has none") +
          "; a build's own names are taken from its index alone. ACCEL_SHIM=off runs the bare "
          "tool");
    }
    pins.push_back(start + version);
  }
  return pins;
}

// Every pin is in the lock, from the variant's index and with the hashes of its page.
absl::Status OverlayBuilder::CheckPinned(const overlay::Variant& variant) const {
  ACCEL_ASSIGN_OR_RETURN(const overlay::LockFile lock, overlay::LockFor(*universal_, variant));
  for (const overlay::Entry& entry : lock.entries) {
    const std::string pin = entry.name + "==" + entry.version;
    if (std::find(variant.pinned.begin(), variant.pinned.end(), pin) == variant.pinned.end())
      continue;
    ACCEL_ASSIGN_OR_RETURN(const overlay::LockedPackage package, overlay::ReadLockedPackage(entry));
    ACCEL_ASSIGN_OR_RETURN(const std::vector<index::File> listed,
                           index_.FilesAt(variant.index, entry.name));
    std::map<std::string, std::string> hashes;
    for (const index::File& file : listed) hashes.emplace(file.filename, file.sha256);
    for (const overlay::LockedFile& file : package.files) {
      const auto hash = hashes.find(file.name);
      if (hash == hashes.end() || hash->second.empty() || hash->second == overlay::Sha256Of(file))
        continue;
      return compat::FailedPrecondition(file.name + ": " + variant.index +
                                        " has it with another hash than Poetry remembers; run "
                                        "poetry cache clear --all " +
                                        SourceFor(variant.index, "").name);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<overlay::Difference> OverlayBuilder::DifferenceWith(
    const toml::table& pyproject, const std::vector<Variable>& login) {
  if (!universal_) {
    ACCEL_ASSIGN_OR_RETURN(universal_, Resolve(project_.pyproject_text, {}));
  }
  ACCEL_ASSIGN_OR_RETURN(const overlay::LockFile lock, Resolve(ToText(pyproject), login));
  return overlay::DifferenceOf(*universal_, lock);
}

// What is external has a stand-in while Poetry resolves, so that what it alone needs is left out.
absl::StatusOr<overlay::Variant> OverlayBuilder::BuildOwn(const std::vector<Pin>& pins) {
  std::vector<Pin> resolved = pins;
  std::set<std::string> external;
  for (Pin& pin : resolved) {
    if (!pin.wheel.empty()) continue;
    external.insert(pin.name);
    ACCEL_ASSIGN_OR_RETURN(pin.wheel, shadow_.PutStandIn(pin.name, StandIn(pin.name, pin.version)));
  }
  overlay::Variant variant{kOwnTag, "", Pinned(pins), {}};
  ACCEL_ASSIGN_OR_RETURN(const toml::table pinned, PinBuilds(project_.pyproject, resolved, {}));
  ACCEL_ASSIGN_OR_RETURN(variant.difference, DifferenceWith(pinned, {}));
  std::erase_if(variant.difference.entries,
                [&](const overlay::Entry& entry) { return external.contains(entry.name); });
  return variant;
}

absl::StatusOr<overlay::Variant> OverlayBuilder::Build(const std::vector<Pin>& members,
                                                       const std::string& tag,
                                                       const v1::Package& leader,
                                                       const compat::Catalog& catalog) {
  overlay::Variant variant{tag, IndexOf(leader, tag, own_indexes_), {}, {}};
  for (const Pin& member : members) {
    variant.pinned.push_back(member.name + "==" + member.version + "+" + tag);
    ACCEL_RETURN_IF_ERROR(CheckHashes(member, variant));
    ACCEL_ASSIGN_OR_RETURN(const std::vector<Pin> bound, BoundPins(member, variant, catalog));
    for (const Pin& pin : bound) variant.pinned.push_back(pin.name + "==" + pin.version);
  }
  ACCEL_ASSIGN_OR_RETURN(const MirroredIndex mirrored,
                         MirroredIndex::Open(variant.index, mirrors_, index_));
  for (;;) {
    std::sort(variant.pinned.begin(), variant.pinned.end());
    ACCEL_ASSIGN_OR_RETURN(
        const toml::table pinned,
        PinBuilds(project_.pyproject, PinsOf(variant, members), mirrored.source()));
    ACCEL_ASSIGN_OR_RETURN(variant.difference, DifferenceWith(pinned, mirrored.login()));
    for (overlay::Entry& entry : variant.difference.entries)
      SetSourceUrl(mirrored.source().url, variant.index, entry);
    ACCEL_ASSIGN_OR_RETURN(const std::vector<std::string> strangers, Strangers(variant, catalog));
    if (strangers.empty()) break;
    variant.pinned.insert(variant.pinned.end(), strangers.begin(), strangers.end());
  }
  ACCEL_RETURN_IF_ERROR(CheckPinned(variant));
  return variant;
}

}  // namespace accel::shim::poetry
