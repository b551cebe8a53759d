// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/verify_command.h"

#include <algorithm>
#include <cstdio>

#include "clients/table.h"
#include "shim/explain.h"
#include "shim/host_source.h"
#include "shim/outcome.h"
#include "shim/overlay/comparison.h"
#include "shim/poetry/decision.h"
#include "shim/poetry/refresh.h"
#include "shim/poetry/session.h"
#include "shim/poetry/words.h"
#include "shim/record.h"
#include "shim/say.h"

namespace accel::shim::poetry {
namespace {

using SitePackages = std::vector<std::string>;

// The names that the variant brings and the environment must have: what is always installed.
std::set<std::string> RequiredOf(const Session& session) {
  std::set<std::string> names;
  for (const Pin& member : session.members) {
    const bool in_main =
        member.groups.empty() ||
        std::find(member.groups.begin(), member.groups.end(), "main") != member.groups.end();
    if (in_main && member.extras.empty()) names.insert(member.name);
  }
  return names;
}

std::string FilesAgainstRecord(const std::string& name, const SitePackages& folders) {
  const absl::StatusOr<RecordCheck> check = CheckRecord(DistInfoOf(folders, name));
  if (!check.ok()) return std::string(check.status().message());
  if (check->changed.empty()) return std::to_string(check->files) + " as installed";
  return std::to_string(check->changed.size()) + " of " + std::to_string(check->files) +
         " changed: " + check->changed.front();
}

bool AreAsInstalled(const std::string& files) { return files.ends_with(" as installed"); }

// The table, and how many packages are not as they should be.
int Report(const std::vector<overlay::Compared>& packages, const std::set<std::string>& of_build,
           const SitePackages& folders) {
  std::vector<std::vector<std::string>> rows = {{"PACKAGE", "LOCKED", "INSTALLED", "FILES"}};
  int wrong = 0;
  for (const overlay::Compared& package : packages) {
    const bool look = of_build.contains(package.name) && !package.installed.empty();
    const std::string files = look ? FilesAgainstRecord(package.name, folders) : "";
    const bool right = package.agrees && (!look || AreAsInstalled(files));
    if (!right) ++wrong;
    if (right && !look) continue;
    rows.push_back({package.name, package.locked,
                    package.installed.empty() ? "not there" : package.installed, files});
  }
  if (rows.size() > 1) std::fputs(clients::FormatTable(rows).c_str(), stdout);
  return wrong;
}

absl::StatusOr<int> Verify(const Session& session) {
  ACCEL_ASSIGN_OR_RETURN(const overlay::AccelLock lock, FreshOverlay(session.project));
  ACCEL_ASSIGN_OR_RETURN(const v1::Host host,
                         FindHost(session.line, session.environment, *session.catalog));
  const compat::Question question = QuestionFor(session, host);
  ACCEL_ASSIGN_OR_RETURN(const Choice choice, ChooseLocked(session, lock, question));
  const overlay::Variant& variant = *overlay::FindVariant(lock, choice.tag());
  std::set<std::string> of_build;
  for (const overlay::Entry& entry : variant.difference.entries) of_build.insert(entry.name);
  const SitePackages folders = SitePackagesOf(session);
  ACCEL_ASSIGN_OR_RETURN(const PinnedLock pinned, LockOf(session, variant, choice));
  const std::vector<overlay::Compared> packages =
      overlay::Compare(pinned.lock, RequiredOf(session), BuildsIn(session));
  const int wrong = Report(packages, of_build, folders);
  std::fflush(stdout);
  if (wrong == 0) {
    Say("verified: " + Summary(choice, question));
    return 0;
  }
  Say(std::to_string(wrong) + " of " + std::to_string(packages.size()) + " packages in " +
      session.virtual_environment + " are not as " + overlay::kLockName + " says for " +
      Summary(choice, question) + "; run accel-shim poetry install");
  return kRefused;
}

}  // namespace

absl::StatusOr<int> RunVerify(const CommandLine& line, const Tool& tool,
                              const clients::Environment& environment) {
  CLI::App app("Is the environment what accel.lock says for this machine?", "accel-shim verify");
  return RunInProject(app, line, tool, environment, &Verify);
}

}  // namespace accel::shim::poetry
