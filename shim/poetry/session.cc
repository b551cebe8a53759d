// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/session.h"

#include <filesystem>

#include "clients/answers.h"
#include "shim/host_source.h"
#include "shim/index/curl_fetcher.h"
#include "shim/index/page_cache.h"
#include "shim/interpreter.h"
#include "shim/pip/network.h"
#include "shim/poetry/overlay_builder.h"
#include "shim/say.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {
namespace {

void SayWaiting() { Say("another run works on this project; waiting for it"); }

// The family's index as the session's machine sees it, asked when something is asked of it.
class Network {
 public:
  Network(const Session& session, std::optional<compat::TagSet> tags)
      : curl_(pip::FetchOptions({}, {}, session.environment)),
        cached_(curl_, pip::PageCacheOptions(session.line, session.environment)),
        index_(cached_, session.config.mirrors, std::move(tags)) {}
  FamilyIndex& index() { return index_; }

 private:
  index::CurlFetcher curl_;
  index::CachedFetcher cached_;
  FamilyIndex index_;
};

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

}  // namespace

absl::StatusOr<Session> OpenSession(const CommandLine& line, const std::string& folder,
                                    const Tool& tool, const clients::Environment& environment) {
  Session session{.line = line, .environment = environment, .tool = tool};
  ACCEL_ASSIGN_OR_RETURN(session.catalog, clients::CatalogOfThisMachine());
  ACCEL_ASSIGN_OR_RETURN(session.project, ReadProject(folder));
  ACCEL_ASSIGN_OR_RETURN(session.members, MembersOf(session.project, *session.catalog));
  if (session.members.empty()) return session;
  session.leader =
      &session.catalog->LeaderOf(*session.catalog->FindPackage(session.members.front().name));
  ACCEL_ASSIGN_OR_RETURN(session.config, clients::ReadConfig(environment, folder));
  for (const std::string& note : session.config.notes) Say(note);
  ACCEL_ASSIGN_OR_RETURN(session.virtual_environment,
                         tool.EnvironmentOf(folder, clients::CacheFolder(environment)));
  ACCEL_ASSIGN_OR_RETURN(session.interpreter,
                         ReadInterpreter(session.virtual_environment + "/bin/python", environment));
  return session;
}

absl::StatusOr<Session> OpenSessionHere(const CommandLine& line, const Tool& tool,
                                        const clients::Environment& environment) {
  std::error_code error;
  ACCEL_ASSIGN_OR_RETURN(const std::string folder,
                         FindProject(std::filesystem::current_path(error).string()));
  return OpenSession(line, folder, tool, environment);
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
  Choice choice = ChooseVariant(session.members, lock, *session.leader, question);
  if (!choice.refusal && !choice.builds.empty()) return choice;
  ACCEL_ASSIGN_OR_RETURN(compat::TagSet tags, WheelTags(session));
  Network network(session, std::move(tags));
  return ChooseOnIndex(session.members, *session.leader, question, network.index());
}

absl::StatusOr<Choice> ChooseLocked(const Session& session, const overlay::AccelLock& lock,
                                    const compat::Question& question) {
  Choice choice = ChooseVariant(session.members, lock, *session.leader, question);
  if (!choice.refusal && !choice.builds.empty()) return choice;
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

std::string TagsOf(const overlay::AccelLock& lock) {
  std::string tags;
  for (const overlay::Variant& variant : lock.variants)
    tags += (tags.empty() ? "" : ", ") + variant.tag;
  return tags;
}

absl::StatusOr<overlay::AccelLock> Refresh(const Session& session, const Shadow& shadow,
                                           const overlay::AccelLock& old,
                                           std::set<std::string> tags, Renewal renewal) {
  overlay::AccelLock lock{BaseOf(session.project), {}};
  if (renewal == Renewal::kStale && IsFresh(old, session.project)) {
    lock.variants = old.variants;
    for (const overlay::Variant& variant : old.variants) tags.erase(variant.tag);
  } else {
    for (const overlay::Variant& variant : old.variants) tags.insert(variant.tag);
  }
  if (tags.empty()) return lock;
  ACCEL_ASSIGN_OR_RETURN(compat::TagSet wheel_tags, WheelTags(session));
  Network network(session, std::move(wheel_tags));
  OverlayBuilder builder(session.project, shadow, session.tool, network.index(),
                         session.config.mirrors, session.virtual_environment);
  for (const std::string& tag : tags) {
    if (!session.quiet) Say("locking the " + tag + " builds in " + overlay::kLockName);
    ACCEL_ASSIGN_OR_RETURN(overlay::Variant variant,
                           builder.Build(session.members, tag, *session.leader, *session.catalog));
    lock.variants.push_back(std::move(variant));
  }
  ACCEL_RETURN_IF_ERROR(ReplaceWhole(session.project.OverlayPath(), overlay::ToText(lock)));
  return lock;
}

}  // namespace accel::shim::poetry
