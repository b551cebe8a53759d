// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/explain_command.h"

#include <cstdio>
#include <map>

#include "clients/table.h"
#include "shim/explain.h"
#include "shim/host_source.h"
#include "shim/poetry/decision.h"
#include "shim/poetry/refresh.h"
#include "shim/poetry/session.h"
#include "shim/poetry/words.h"
#include "shim/say.h"

namespace accel::shim::poetry {
namespace {

std::string State(const Session& session, const overlay::AccelLock& lock) {
  const std::string path = session.project.OverlayPath();
  if (lock.variants.empty()) return path + ": not there yet; accel-shim poetry install makes it";
  if (!IsFresh(lock, session.project))
    return path + ": stale, poetry.lock has changed since; the next install makes it anew";
  return path + ": fresh, holds " + TagsOf(lock);
}

std::map<std::string, std::string> VersionsOf(const std::vector<overlay::Entry>& entries) {
  std::map<std::string, std::string> versions;
  for (const overlay::Entry& entry : entries) {
    std::string& version = versions[entry.name];
    version += (version.empty() ? "" : ", ") + entry.version;
  }
  return versions;
}

// What the variant changes, a line for each name.
std::string Changes(const overlay::LockFile& lock, const overlay::Variant& variant) {
  const std::map<std::string, std::string> before = VersionsOf(lock.entries);
  std::vector<std::vector<std::string>> rows = {{"PACKAGE", "POETRY.LOCK", variant.tag}};
  for (const auto& [name, version] : VersionsOf(variant.difference.entries))
    rows.push_back({name, before.contains(name) ? before.at(name) : "-", version});
  for (const std::string& name : variant.difference.removed)
    rows.push_back({name, before.contains(name) ? before.at(name) : "-", "left out"});
  return clients::FormatTable(rows);
}

absl::StatusOr<int> Explain(const Session& session) {
  ACCEL_ASSIGN_OR_RETURN(const overlay::AccelLock lock, OldOverlay(session.project));
  ACCEL_ASSIGN_OR_RETURN(const v1::Host host,
                         FindHost(session.line, session.environment, *session.catalog));
  const compat::Question question = QuestionFor(session, host);
  ACCEL_ASSIGN_OR_RETURN(const Choice choice, Choose(session, lock, question));
  for (const std::string& note : choice.notes) Say(note);
  if (choice.refusal) return compat::FailedPrecondition(Words(*choice.refusal));
  Print(State(session, lock) + "\n" + Reasoning(choice.builds, question));
  const overlay::Variant* variant = overlay::FindVariant(lock, choice.tag());
  if (variant != nullptr && IsFresh(lock, session.project))
    Print(Changes(session.project.lock, *variant));
  Print("decision: " + Summary(choice, question));
  return 0;
}

}  // namespace

absl::StatusOr<int> RunExplain(const CommandLine& line, const Tool& tool,
                               const clients::Environment& environment) {
  CLI::App app("Which build this project gets on this machine, and why.", "accel-shim explain");
  return RunInProject(app, line, tool, environment, &Explain);
}

}  // namespace accel::shim::poetry
