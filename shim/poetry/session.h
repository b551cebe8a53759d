// SPDX-License-Identifier: Apache-2.0
//
// What one call knows of a project: its files, its environment, the machine; and the overlay's
// refresh, which installing and locking share.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "accel/v1/host.pb.h"
#include "accel/v1/interpreter.pb.h"
#include "clients/config.h"
#include "compat/question.h"
#include "shim/command_line.h"
#include "shim/installed.h"
#include "shim/overlay/pylock.h"
#include "shim/poetry/choice.h"
#include "shim/poetry/overlay_builder.h"
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

// The same for the project that we stand in.
absl::StatusOr<Session> OpenSessionHere(const CommandLine& line, const Tool& tool,
                                        const clients::Environment& environment);

// What is in the project's environment.
std::vector<std::string> SitePackagesOf(const Session& session);
Installed InstalledIn(const Session& session);

// The same, with the true versions of builds that are noted under a plain one (plain_build.h).
Installed BuildsIn(const Session& session);

// The shadow of the session's project; another run is waited for, which is said.
absl::StatusOr<Shadow> OpenShadow(const Session& session);

// `host` outlives the question.
compat::Question QuestionFor(const Session& session, const v1::Host& host);

// The builds for a machine: the project's own, else among the variants of `lock`, else on the
// index.
absl::StatusOr<Choice> Choose(const Session& session, const overlay::AccelLock& lock,
                              const compat::Question& question);

// The same among the variants alone; FAILED_PRECONDITION when none is for the machine.
absl::StatusOr<Choice> ChooseLocked(const Session& session, const overlay::AccelLock& lock,
                                    const compat::Question& question);

// Where the files of the packages that come from indexes lie: under their true URLs, not a
// mirror's.
absl::StatusOr<overlay::Located> Locate(const Session& session,
                                        const std::vector<overlay::LockedPackage>& packages);

// What Poetry is to install for a variant: the lock that the overlay makes of the project's, and
// the pins that its pyproject.toml must have to fit it.
struct PinnedLock {
  overlay::LockFile lock;
  std::vector<Pin> pins;
};
absl::StatusOr<PinnedLock> LockOf(const Session& session, const overlay::Variant& variant,
                                  const Choice& choice);

// Every tag that the index has of all members at their locked versions.
absl::StatusOr<std::set<std::string>> TagsOnIndex(const Session& session);

// The overlay that lies there, for the lock as it is or as it was; one without variants when there
// is none.
absl::StatusOr<overlay::AccelLock> OldOverlay(const Project& project);
// The overlay, which must not be stale: FAILED_PRECONDITION says so.
absl::StatusOr<overlay::AccelLock> FreshOverlay(const Project& project);
bool IsFresh(const overlay::AccelLock& lock, const Project& project);

// "cpu, cu126".
std::string TagsOf(const overlay::AccelLock& lock);

// FAILED_PRECONDITION when a wheel of the project's own is not the one that was locked.
absl::Status CheckOwnWheels(const Project& project, const overlay::AccelLock& lock);

// Writes the overlay with variants of `tags`; one that was made for another lock is made anew with
// all its tags, and so is every one where `renewal` says all.
struct Renewal {
  bool all = false;
  MissingHashes missing = MissingHashes::kRefuse;
};
absl::StatusOr<overlay::AccelLock> Refresh(const Session& session, const Shadow& shadow,
                                           const overlay::AccelLock& old,
                                           std::set<std::string> tags, const Renewal& renewal = {});

}  // namespace accel::shim::poetry
