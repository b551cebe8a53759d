// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/refresh.h"

#include "shim/index/sha256.h"
#include "shim/overlay/locked_package.h"
#include "shim/poetry/network.h"
#include "shim/say.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {
namespace {

// As pyproject.toml has it now.
bool IsAsConfigured(const Session& session, const overlay::Variant& variant) {
  if (variant.tag == kOwnTag)
    return variant.pinned == Pinned(OwnPins(session.members, session.own));
  return variant.index == IndexOf(*session.leader, variant.tag, OwnIndexes(session));
}

absl::StatusOr<overlay::Variant> BuildVariant(const Session& session, OverlayBuilder& builder,
                                              const std::string& tag) {
  if (tag == kOwnTag) return builder.BuildOwn(OwnPins(session.members, session.own));
  return builder.Build(session.members, tag, *session.leader, *session.catalog);
}

}  // namespace

absl::StatusOr<overlay::AccelLock> FreshOverlay(const Project& project) {
  ACCEL_ASSIGN_OR_RETURN(overlay::AccelLock lock, OldOverlay(project));
  if (IsFresh(lock, project)) return lock;
  return compat::FailedPrecondition(project.OverlayPath() +
                                    ": is stale, poetry.lock has changed since; run accel-shim "
                                    "lock");
}

bool IsFresh(const overlay::AccelLock& lock, const Project& project) {
  return lock.base == BaseOf(project);
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
  std::string tags;
  for (const overlay::Variant& variant : lock.variants)
    tags += (tags.empty() ? "" : ", ") + variant.tag;
  return tags;
}

absl::StatusOr<overlay::AccelLock> Refresh(const Session& session, const Shadow& shadow,
                                           const overlay::AccelLock& old,
                                           std::set<std::string> tags, const Renewal& renewal) {
  overlay::AccelLock lock{BaseOf(session.project), {}};
  if (!renewal.all && IsFresh(old, session.project)) {
    lock.variants = old.variants;
    std::erase_if(lock.variants, [&](const overlay::Variant& variant) {
      return !IsAsConfigured(session, variant);
    });
  }
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
    if (!session.quiet) Say("locking the " + tag + " builds in " + overlay::kLockName);
    ACCEL_ASSIGN_OR_RETURN(overlay::Variant variant, BuildVariant(session, builder, tag));
    lock.variants.push_back(std::move(variant));
  }
  if (renewal.dry_run) return lock;
  ACCEL_RETURN_IF_ERROR(CheckUnchanged(session.project));
  ACCEL_RETURN_IF_ERROR(ReplaceWhole(session.project.OverlayPath(), overlay::ToText(lock)));
  return lock;
}

}  // namespace accel::shim::poetry
