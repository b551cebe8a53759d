// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/session.h"

#include <filesystem>

#include "clients/answers.h"
#include "shim/direct_url.h"
#include "shim/host_source.h"
#include "shim/index/url.h"
#include "shim/interpreter.h"
#include "shim/plain_build.h"
#include "shim/say.h"

namespace accel::shim::poetry {
namespace {

void SayWaiting() { Say("another run works on this project; waiting for it"); }

}  // namespace

absl::StatusOr<Session> OpenSession(const CommandLine& line, const std::string& folder,
                                    const Tool& tool, const clients::Environment& environment) {
  ACCEL_ASSIGN_OR_RETURN(Project project, ReadProject(folder));
  return OpenSession(line, std::move(project), tool, environment);
}

absl::StatusOr<Session> OpenSession(const CommandLine& line, Project project, const Tool& tool,
                                    const clients::Environment& environment) {
  Session session{.line = line, .environment = environment, .tool = tool};
  session.quiet = tool.IsQuiet();
  ACCEL_ASSIGN_OR_RETURN(session.catalog, clients::CatalogOfThisMachine());
  session.project = std::move(project);
  const std::string& folder = session.project.folder;
  ACCEL_ASSIGN_OR_RETURN(session.members, MembersOf(session.project, *session.catalog));
  if (session.members.empty()) return session;
  ACCEL_ASSIGN_OR_RETURN(session.own, ReadOwnBuilds(session.project.pyproject,
                                                    folder + "/pyproject.toml", *session.catalog));
  for (const Pin& pin : OwnPins(session.members, session.own)) {
    if (!pin.wheel.empty() && !index::LooksLikeUrl(pin.wheel))
      session.project.paths.push_back(pin.wheel);
  }
  session.leader =
      &session.catalog->LeaderOf(*session.catalog->FindServed(session.members.front().name));
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

std::string InstalledHashOf(const Session& session, const std::string& name) {
  const std::optional<DirectUrl> direct = ReadDirectUrl(DistInfoOf(SitePackagesOf(session), name));
  return direct ? direct->sha256 : "";
}

absl::StatusOr<Shadow> OpenShadow(const std::string& folder,
                                  const clients::Environment& environment) {
  return Shadow::Open(clients::CacheFolder(environment), folder, &SayWaiting);
}

absl::StatusOr<Shadow> OpenShadow(const Session& session) {
  return OpenShadow(session.project.folder, session.environment);
}

compat::Question QuestionFor(const Session& session, const v1::Host& host) {
  return {host, *session.catalog, FindPolicy(session.line, session.config, session.environment),
          session.interpreter.version(), session.line.accept_cpu};
}

}  // namespace accel::shim::poetry
