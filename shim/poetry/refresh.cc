// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/refresh.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "absl/strings/str_join.h"
#include "shim/index/sha256.h"
#include "shim/index/url.h"
#include "shim/overlay/locked_package.h"
#include "shim/poetry/network.h"
#include "shim/poetry/plain_variant.h"
#include "shim/say.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {
namespace {

bool IsPlainNow(const Session& session, const std::string& tag) {
  return !OwnIndexes(session).contains(tag) &&
         ArePlainBuilds(session.project, session.members, tag, *session.leader, *session.catalog);
}

// What comes from the variant's index comes by the name that the shadow project gives it: the
// resolver goes by the name.
bool IsNamedAsOurs(const overlay::Entry& entry, const std::string& index) {
  const absl::StatusOr<overlay::LockedPackage> package = overlay::ReadLockedPackage(entry);
  return package.ok() && (!package->source || package->source->url != index ||
                          package->source->reference == SourceFor(index, "").name);
}

// As pyproject.toml has it now.
bool IsAsConfigured(const Session& session, const overlay::Variant& variant) {
  if (variant.tag == kOwnTag)
    return variant.pinned == Pinned(OwnPins(session.members, session.own));
  if (IsPlain(variant)) return IsPlainNow(session, variant.tag);
  const std::string index = IndexOf(*session.leader, variant.tag, OwnIndexes(session));
  return variant.index == index &&
         std::all_of(variant.difference.entries.begin(), variant.difference.entries.end(),
                     [&](const overlay::Entry& entry) { return IsNamedAsOurs(entry, index); });
}

absl::Status CheckOwnWheelsAreThere(const Session& session) {
  for (const Pin& pin : OwnPins(session.members, session.own)) {
    std::error_code error;
    if (pin.wheel.empty() || index::LooksLikeUrl(pin.wheel) ||
        std::filesystem::exists(session.project.folder + "/" + pin.wheel, error))
      continue;
    return compat::FailedPrecondition(session.own.at(pin.name).place + ": " + pin.wheel +
                                      " is not there");
  }
  return absl::OkStatus();
}

// A variant that pins its builds already goes on doing so: another machine has asked for that.
bool MayBePlain(const overlay::AccelLock& old, const std::string& tag, const Renewal& renewal) {
  const overlay::Variant* known = overlay::FindVariant(old, tag);
  return renewal.plain && (known == nullptr || IsPlain(*known) || renewal.all);
}

absl::StatusOr<overlay::Variant> BuildVariant(const Session& session, OverlayBuilder& builder,
                                              const std::string& tag, bool may_be_plain) {
  if (tag == kOwnTag) {
    ACCEL_RETURN_IF_ERROR(CheckOwnWheelsAreThere(session));
    return builder.BuildOwn(OwnPins(session.members, session.own));
  }
  if (may_be_plain && IsPlainNow(session, tag)) return overlay::Variant{tag, "", {}, {}};
  return builder.Build(session.members, tag, *session.leader, *session.catalog);
}

bool IsMember(const Session& session, const std::string& name) {
  return std::any_of(session.members.begin(), session.members.end(),
                     [&](const Pin& pin) { return pin.name == name; });
}

// A source of the project's own that a package is to come from gives way to the index of the tag.
void SayOverruled(const Session& session, const std::string& tag) {
  const std::string index = IndexOf(*session.leader, tag, OwnIndexes(session));
  std::set<std::string> said;
  for (const overlay::Entry& entry : session.project.lock.entries) {
    const absl::StatusOr<overlay::LockedPackage> package = overlay::ReadLockedPackage(entry);
    if (!IsMember(session, entry.name) || !package.ok() ||
        IsFromDefaultIndex(session.project, *package, *session.leader) ||
        package->source->url == index || !said.insert(entry.name).second)
      continue;
    Say("builds are chosen for the machine, not by the source " + package->source->reference +
        ": " + entry.name + " comes from " + index);
  }
}

}  // namespace

absl::StatusOr<overlay::AccelLock> FreshOverlay(const Session& session) {
  ACCEL_ASSIGN_OR_RETURN(overlay::AccelLock lock, OldOverlay(session.project));
  ACCEL_RETURN_IF_ERROR(CheckOwnWheels(session.project, lock));
  const std::string stale = WhyStale(lock, session);
  if (stale.empty()) return lock;
  return compat::FailedPrecondition(session.project.OverlayPath() + ": is stale, " + stale +
                                    "; run accel-shim lock");
}

std::string WhyStale(const overlay::AccelLock& lock, const Session& session) {
  if (lock.base != BaseOf(session.project)) return "poetry.lock has changed since";
  for (const overlay::Variant& variant : lock.variants) {
    if (!IsAsConfigured(session, variant))
      return "[tool.accel.packages] has changed since for the tag " + variant.tag;
  }
  return CheckOwnWheels(session.project, lock).ok() ? ""
                                                    : "a wheel of the project's own has changed";
}

std::set<std::string> TagsInBroken(const Project& project) {
  constexpr std::string_view kTag = "tag = \"";
  std::set<std::string> tags;
  std::istringstream lines(ReadWhole(project.OverlayPath()).value_or(""));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(kTag)) continue;
    const std::string tag = line.substr(kTag.size(), line.find('"', kTag.size()) - kTag.size());
    if (overlay::IsTag(tag)) tags.insert(tag);
  }
  return tags;
}

absl::StatusOr<overlay::AccelLock> OldOverlay(const Project& project) {
  const absl::StatusOr<std::string> text = ReadWhole(project.OverlayPath());
  if (absl::IsNotFound(text.status())) return overlay::AccelLock{BaseOf(project), {}};
  if (!text.ok()) return text.status();
  return overlay::ParseAccelLock(*text, project.OverlayPath());
}

absl::Status CheckOwnWheels(const Project& project, const overlay::AccelLock& lock) {
  const overlay::Variant* variant = overlay::FindVariant(lock, kOwnTag);
  if (variant == nullptr) return absl::OkStatus();
  for (const overlay::Entry& entry : variant->difference.entries) {
    ACCEL_ASSIGN_OR_RETURN(const overlay::LockedPackage package, overlay::ReadLockedPackage(entry));
    if (!package.source || package.source->type != "file" || package.files.empty()) continue;
    const std::string path = project.folder + "/" + package.source->url;
    const std::string hash = index::Sha256OfFile(path);
    if (hash.empty()) return compat::NotFound(path + ": cannot be read; accel.lock names it");
    if ("sha256:" + hash != package.files.front().hash)
      return compat::FailedPrecondition(path + ": is not the file that " + overlay::kLockName +
                                        " was made for; run accel-shim lock to take it as it is");
  }
  return absl::OkStatus();
}

std::string TagsOf(const overlay::AccelLock& lock) {
  std::set<std::string> tags;
  for (const overlay::Variant& variant : lock.variants) tags.insert(variant.tag);
  return absl::StrJoin(tags, ", ");
}

absl::StatusOr<overlay::AccelLock> Refresh(const Session& session, const Shadow& shadow,
                                           const overlay::AccelLock& old,
                                           std::set<std::string> tags, const Renewal& renewal) {
  overlay::AccelLock lock{BaseOf(session.project), {}};
  if (!renewal.all && old.base == lock.base) {
    lock.variants = old.variants;
    std::erase_if(lock.variants, [&](const overlay::Variant& variant) {
      return !IsAsConfigured(session, variant) ||
             (IsPlain(variant) && !renewal.plain && tags.contains(variant.tag));
    });
  }
  const std::set<std::string> asked = tags;
  for (const overlay::Variant& variant : old.variants) tags.insert(variant.tag);
  if (OwnPins(session.members, session.own).empty()) tags.erase(kOwnTag);
  for (const overlay::Variant& variant : lock.variants) tags.erase(variant.tag);
  if (tags.empty() && lock.variants == old.variants) return lock;
  ACCEL_ASSIGN_OR_RETURN(compat::TagSet wheel_tags, WheelTags(session));
  Network network(session, std::move(wheel_tags));
  OverlayBuilder builder(session.project, shadow, session.tool, network.index(),
                         session.config.mirrors, session.virtual_environment, OwnIndexes(session),
                         renewal.missing);
  for (const std::string& tag : tags) {
    if (!session.quiet) {
      Say(renewal.dry_run ? "resolving the " + tag + " builds"
                          : "locking the " + tag + " builds in " + overlay::kLockName);
      if (tag != kOwnTag) SayOverruled(session, tag);
    }
    absl::StatusOr<overlay::Variant> variant =
        BuildVariant(session, builder, tag, MayBePlain(old, tag, renewal));
    if (absl::IsNotFound(variant.status()) && !asked.contains(tag)) {
      Say(std::string(overlay::kLockName) + " loses the " + tag +
          " builds: " + std::string(compat::Message(variant.status())));
      continue;
    }
    if (!variant.ok()) return variant.status();
    ACCEL_RETURN_IF_ERROR(overlay::CheckHashes(*variant));
    lock.variants.push_back(*std::move(variant));
  }
  if (renewal.dry_run) return lock;
  ACCEL_RETURN_IF_ERROR(CheckUnchanged(session.project));
  ACCEL_RETURN_IF_ERROR(ReplaceWhole(session.project.OverlayPath(), overlay::ToText(lock)));
  return lock;
}

}  // namespace accel::shim::poetry
