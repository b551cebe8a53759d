// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/session.h"

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
  explicit Network(const Session& session, compat::TagSet tags)
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

bool IsFresh(const overlay::AccelLock& lock, const Project& project) {
  return lock.base == BaseOf(project);
}

absl::StatusOr<overlay::AccelLock> OldOverlay(const Project& project) {
  const absl::StatusOr<std::string> text = ReadWhole(project.OverlayPath());
  if (absl::IsNotFound(text.status())) return overlay::AccelLock{BaseOf(project), {}};
  if (!text.ok()) return text.status();
  return overlay::ParseAccelLock(*text, project.OverlayPath());
}

absl::StatusOr<overlay::AccelLock> Refresh(const Session& session, const Shadow& shadow,
                                           const overlay::AccelLock& old,
                                           std::set<std::string> tags) {
  overlay::AccelLock lock{BaseOf(session.project), {}};
  if (IsFresh(old, session.project)) {
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
