// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/session.h"

#include <filesystem>

#include "clients/answers.h"
#include "shim/host_source.h"
#include "shim/index/sha256.h"
#include "shim/index/url.h"
#include "shim/interpreter.h"
#include "shim/overlay/locked_package.h"
#include "shim/pip/settings.h"
#include "shim/plain_build.h"
#include "shim/poetry/external.h"
#include "shim/poetry/network.h"
#include "shim/say.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {
namespace {

void SayWaiting() { Say("another run works on this project; waiting for it"); }

absl::StatusOr<compat::TagSet> WheelTags(const Session& session) {
  ACCEL_ASSIGN_OR_RETURN(std::vector<compat::Tag> supported,
                         compat::SupportedTags(session.interpreter));
  return compat::TagSet(std::move(supported));
}

// The index that pip asks when nothing is configured, as Poetry does.
absl::StatusOr<std::string> DefaultIndexOf(const Session& session) {
  ACCEL_ASSIGN_OR_RETURN(const std::vector<std::string> pip,
                         session.tool.Pip(session.virtual_environment));
  return pip::DefaultIndex(pip, session.environment, clients::CacheFolder(session.environment));
}

// No tag when none of the variants will do.
Choice ChooseOwnOrVariant(const Session& session, const overlay::AccelLock& lock,
                          const compat::Question& question) {
  std::vector<Pin> own = OwnPins(session.members, session.own);
  if (!own.empty()) return {{}, {}, {}, std::move(own)};
  Choice choice = ChooseVariant(session.members, lock, *session.leader, question);
  if (choice.refusal) choice.builds.clear();
  return choice;
}

// As pyproject.toml has it now.
bool IsAsConfigured(const Session& session, const overlay::Variant& variant) {
  if (variant.tag == kOwnTag)
    return variant.pinned == Pinned(OwnPins(session.members, session.own));
  return variant.index == IndexOf(*session.leader, variant.tag, OwnIndexes(session));
}

}  // namespace

absl::StatusOr<Session> OpenSession(const CommandLine& line, const std::string& folder,
                                    const Tool& tool, const clients::Environment& environment) {
  Session session{.line = line, .environment = environment, .tool = tool};
  ACCEL_ASSIGN_OR_RETURN(session.catalog, clients::CatalogOfThisMachine());
  ACCEL_ASSIGN_OR_RETURN(session.project, ReadProject(folder));
  ACCEL_ASSIGN_OR_RETURN(session.members, MembersOf(session.project, *session.catalog));
  if (session.members.empty()) return session;
  ACCEL_ASSIGN_OR_RETURN(session.own, ReadOwnBuilds(session.project.pyproject,
                                                    folder + "/pyproject.toml", *session.catalog));
  for (const Pin& pin : OwnPins(session.members, session.own)) {
    if (!pin.wheel.empty() && !index::LooksLikeUrl(pin.wheel))
      session.project.paths.push_back(pin.wheel);
  }
  session.leader =
      &session.catalog->LeaderOf(*session.catalog->FindPackage(session.members.front().name));
  ACCEL_ASSIGN_OR_RETURN(session.config, clients::ReadConfig(environment, folder));
  for (const std::string& note : session.config.notes) Say(note);
  ACCEL_ASSIGN_OR_RETURN(session.virtual_environment,
                         tool.EnvironmentOf(folder, clients::CacheFolder(environment)));
  ACCEL_ASSIGN_OR_RETURN(
      session.interpreter,
      InterpreterOf(session.virtual_environment, clients::CacheFolder(environment), environment));
  return session;
}

absl::StatusOr<Session> OpenSessionHere(const CommandLine& line, const Tool& tool,
                                        const clients::Environment& environment) {
  std::error_code error;
  ACCEL_ASSIGN_OR_RETURN(const std::string folder,
                         FindProject(std::filesystem::current_path(error).string()));
  return OpenSession(line, folder, tool, environment);
}

std::vector<std::string> SitePackagesOf(const Session& session) {
  return {session.interpreter.site_packages().begin(), session.interpreter.site_packages().end()};
}

Installed InstalledIn(const Session& session) { return ReadInstalled(SitePackagesOf(session)); }

Installed BuildsIn(const Session& session) {
  Installed builds = InstalledIn(session);
  for (const Pin& member : session.members) {
    const auto there = builds.find(member.name);
    if (there == builds.end()) continue;
    const absl::StatusOr<compat::Version> noted =
        compat::ParseVersion(TrueVersion(DistInfoOf(SitePackagesOf(session), member.name)));
    if (noted.ok()) there->second = *noted;
  }
  return builds;
}

absl::StatusOr<Shadow> OpenShadow(const Session& session) {
  return Shadow::Open(clients::CacheFolder(session.environment), session.project.folder,
                      &SayWaiting);
}

compat::Question QuestionFor(const Session& session, const v1::Host& host) {
  return {host, *session.catalog, FindPolicy(session.line, session.config, session.environment),
          session.interpreter.version(), session.line.accept_cpu};
}

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
  return compat::FailedPrecondition(session.project.OverlayPath() +
                                    ": has no builds for this machine; run accel-shim lock");
}

absl::StatusOr<overlay::Located> Locate(const Session& session,
                                        const std::vector<overlay::LockedPackage>& packages) {
  Network network(session, std::nullopt);
  std::string default_index;
  overlay::Located located;
  Say("asking " + std::to_string(packages.size()) + " index pages where the files lie");
  for (const overlay::LockedPackage& package : packages) {
    if (package.source && package.source->type != "legacy") continue;
    if (!package.source && default_index.empty()) {
      ACCEL_ASSIGN_OR_RETURN(default_index, DefaultIndexOf(session));
    }
    const std::string& index = package.source ? package.source->url : default_index;
    ACCEL_ASSIGN_OR_RETURN(std::vector<index::File> files,
                           network.index().FilesAt(index, package.name));
    for (index::File& file : files) {
      file.url = clients::TrueUrl(file.url, session.config.mirrors);
      located.emplace(file.filename, std::move(file));
    }
  }
  return located;
}

absl::StatusOr<PinnedLock> LockOf(const Session& session, const overlay::Variant& variant,
                                  const Choice& choice) {
  PinnedLock pinned{overlay::Apply(session.project.lock, variant.difference), choice.own};
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

namespace {

absl::StatusOr<overlay::Variant> BuildVariant(const Session& session, OverlayBuilder& builder,
                                              const std::string& tag) {
  if (tag == kOwnTag) return builder.BuildOwn(OwnPins(session.members, session.own));
  return builder.Build(session.members, tag, *session.leader, *session.catalog);
}

}  // namespace

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
  ACCEL_RETURN_IF_ERROR(CheckUnchanged(session.project));
  ACCEL_RETURN_IF_ERROR(ReplaceWhole(session.project.OverlayPath(), overlay::ToText(lock)));
  return lock;
}

}  // namespace accel::shim::poetry
