// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/decision.h"

#include "shim/poetry/external.h"
#include "shim/poetry/network.h"
#include "shim/poetry/overlay_builder.h"
#include "shim/poetry/refresh.h"

namespace accel::shim::poetry {
namespace {

// No tag when none of the variants will do.
Choice ChooseOwnOrVariant(const Session& session, const overlay::AccelLock& lock,
                          const compat::Question& question) {
  std::vector<Pin> own = OwnPins(session.members, session.own);
  if (!own.empty()) return {{}, {}, {}, std::move(own)};
  Choice choice = ChooseVariant(session.members, lock, *session.leader, question);
  if (choice.refusal) choice.builds.clear();
  return choice;
}

}  // namespace

absl::StatusOr<Choice> Choose(const Session& session, const overlay::AccelLock& lock,
                              const compat::Question& question) {
  Choice choice = ChooseOwnOrVariant(session, lock, question);
  if (!choice.tag().empty()) return choice;
  ACCEL_ASSIGN_OR_RETURN(compat::TagSet tags, WheelTags(session));
  Network network(session, std::move(tags));
  return ChooseOnIndex(session.members, *session.leader, question, network.index());
}

absl::StatusOr<Choice> ChooseLocked(const Session& session, const overlay::AccelLock& lock,
                                    const compat::Question& question) {
  Choice choice = ChooseOwnOrVariant(session, lock, question);
  if (overlay::FindVariant(lock, choice.tag()) != nullptr) return choice;
  const std::string host = session.line.host;
  const std::string remedy =
      "run accel-shim lock" + (host.empty() ? "" : " --for-host '" + host + "'");
  if (lock.variants.empty())
    return compat::FailedPrecondition(session.project.OverlayPath() + ": is not there; " + remedy);
  return compat::FailedPrecondition(session.project.OverlayPath() + ": holds " + TagsOf(lock) +
                                    ", which this machine does not take; " + remedy);
}

absl::StatusOr<PinnedLock> LockOf(const Session& session, const overlay::Variant& variant,
                                  const Choice& choice) {
  ACCEL_ASSIGN_OR_RETURN(overlay::LockFile lock, overlay::LockFor(session.project.lock, variant));
  PinnedLock pinned{std::move(lock), choice.own};
  if (choice.own.empty()) {
    pinned.pins = PinsOf(variant, session.members);
    return pinned;
  }
  const Present present{session.virtual_environment, SitePackagesOf(session), InstalledIn(session)};
  ACCEL_RETURN_IF_ERROR(
      TakeExternal(session.own, present, session.project.lock, pinned.pins, pinned.lock));
  return pinned;
}

absl::StatusOr<std::set<std::string>> TagsOnIndex(const Session& session) {
  ACCEL_ASSIGN_OR_RETURN(compat::TagSet wheel_tags, WheelTags(session));
  Network network(session, std::move(wheel_tags));
  std::set<std::string> common;
  for (const Pin& member : session.members) {
    ACCEL_ASSIGN_OR_RETURN(const std::vector<Listed> wheels,
                           network.index().List(member.name, *session.leader));
    std::set<std::string> tags;
    for (const Listed& wheel : wheels) {
      if (wheel.version == member.version && !wheel.tag.empty()) tags.insert(wheel.tag);
    }
    if (&member != &session.members.front())
      std::erase_if(tags, [&](const std::string& tag) { return !common.contains(tag); });
    common = std::move(tags);
  }
  return common;
}

}  // namespace accel::shim::poetry
