// SPDX-License-Identifier: Apache-2.0
//
// What one call knows of a project: its files, its environment, the machine.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/host.pb.h"
#include "accel/v1/interpreter.pb.h"
#include "clients/config.h"
#include "compat/question.h"
#include "shim/command_line.h"
#include "shim/installed.h"
#include "shim/poetry/own_builds.h"
#include "shim/poetry/project.h"
#include "shim/poetry/shadow.h"
#include "shim/poetry/tool.h"

namespace accel::shim::poetry {

struct Session {
  const CommandLine& line;
  const clients::Environment& environment;
  std::shared_ptr<const compat::Catalog> catalog{};
  clients::Config config{};
  const Tool& tool;
  Project project{};
  std::vector<Pin> members{};  // of the lock; empty = the project has nothing to choose
  OwnBuilds own{};
  const v1::Package* leader = nullptr;  // of the members; nullptr when there are none
  std::string virtual_environment{};
  v1::Interpreter interpreter{};
  bool quiet = false;
};

// Reads all of it for the project in `folder`. A project without members has no environment here:
// nothing was asked for. The references outlive the session.
absl::StatusOr<Session> OpenSession(const CommandLine& line, const std::string& folder,
                                    const Tool& tool, const clients::Environment& environment);

// The same for a project that is read already.
absl::StatusOr<Session> OpenSession(const CommandLine& line, Project project, const Tool& tool,
                                    const clients::Environment& environment);

// The same for the project that we stand in.
absl::StatusOr<Session> OpenSessionHere(const CommandLine& line, const Tool& tool,
                                        const clients::Environment& environment);

// What is in the project's environment.
std::vector<std::string> SitePackagesOf(const Session& session);
Installed InstalledIn(const Session& session);

// The same, with the true versions of builds that are noted under a plain one (plain_build.h).
Installed BuildsIn(const Session& session);

// The SHA-256 of the archive that `name` was installed from, as the environment says; empty when it
// does not.
std::string InstalledHashOf(const Session& session, const std::string& name);

// The shadow of the project at `folder`; another run is waited for, which is said.
absl::StatusOr<Shadow> OpenShadow(const std::string& folder,
                                  const clients::Environment& environment);
absl::StatusOr<Shadow> OpenShadow(const Session& session);

// `host` outlives the question.
compat::Question QuestionFor(const Session& session, const v1::Host& host);

}  // namespace accel::shim::poetry
