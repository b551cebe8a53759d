// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/explain_command.h"

#include <map>
#include <optional>

#include "clients/table.h"
#include "clients/toml_text.h"
#include "shim/explain.h"
#include "shim/host_source.h"
#include "shim/poetry/decision.h"
#include "shim/poetry/next_command.h"
#include "shim/poetry/plain_variant.h"
#include "shim/poetry/refresh.h"
#include "shim/poetry/session.h"
#include "shim/poetry/words.h"
#include "shim/say.h"

namespace accel::shim::poetry {
namespace {

enum class State { kAbsent, kStale, kFresh };

State StateOf(const Session& session, const overlay::AccelLock& lock) {
  if (lock.variants.empty()) return State::kAbsent;
  return WhyStale(lock, session).empty() ? State::kFresh : State::kStale;
}

std::string Words(State state, const Session& session, const overlay::AccelLock& lock) {
  if (state == State::kAbsent) return "not there yet; accel-shim poetry install makes it";
  if (state == State::kFresh) return "fresh, holds " + TagsOf(lock);
  return "stale, " + WhyStale(lock, session) + "; accel-shim lock makes it anew";
}

std::map<std::string, std::string> VersionsOf(const std::vector<overlay::Entry>& entries) {
  std::map<std::string, std::string> versions;
  for (const overlay::Entry& entry : entries) {
    std::string& version = versions[entry.name];
    version += (version.empty() ? "" : ", ") + entry.version;
  }
  return versions;
}

// What a variant changes under a name; empty = not there.
struct Change {
  std::string name, from, to;
};

std::vector<Change> ChangesOf(const overlay::LockFile& lock, const overlay::Variant& variant) {
  std::map<std::string, std::string> before = VersionsOf(lock.entries);
  std::vector<Change> changes;
  for (const auto& [name, version] : VersionsOf(variant.difference.entries))
    changes.push_back({name, before[name], version});
  for (const std::string& name : variant.difference.removed)
    changes.push_back({name, before[name], ""});
  return changes;
}

std::string Table(const std::vector<Change>& changes, const std::string& tag) {
  if (changes.empty()) return "poetry.lock has these builds already\n";
  std::vector<std::vector<std::string>> rows = {{"PACKAGE", "POETRY.LOCK", tag}};
  for (const auto& [name, from, to] : changes)
    rows.push_back({name, from.empty() ? "-" : from, to.empty() ? "left out" : to});
  return clients::FormatTable(rows);
}

toml::array ToArray(const std::vector<Change>& changes) {
  toml::array list;
  for (const auto& [name, from, to] : changes) {
    toml::table change{{"name", name}};
    if (!from.empty()) change.insert("from", from);
    if (!to.empty()) change.insert("to", to);
    list.push_back(std::move(change));
  }
  return list;
}

toml::array ToArray(const std::vector<v1::Choice>& builds, const compat::Question& question) {
  toml::array list;
  for (const v1::Choice& build : builds) {
    const v1::Verdict verdict = VerdictOn(build, question);
    toml::array reasons;
    for (const v1::Reason& reason : verdict.reasons())
      reasons.push_back(
          toml::table{{"rule", reason.rule()}, {"fact", reason.fact()}, {"text", reason.text()}});
    list.push_back(toml::table{{"name", build.package()},
                               {"version", build.version() + "+" + build.tag()},
                               {"reasons", std::move(reasons)}});
  }
  return list;
}

// What is to be said of the project on this machine.
struct Explanation {
  State state;
  const overlay::AccelLock& lock;
  const Choice& choice;
  std::optional<std::vector<Change>> changes;  // none where no fresh variant says so
};

std::string Json(const Session& session, const compat::Question& question,
                 const Explanation& explanation) {
  constexpr const char* kStates[] = {"absent", "stale", "fresh"};
  toml::array tags;
  for (const overlay::Variant& variant : explanation.lock.variants) tags.push_back(variant.tag);
  toml::table document{{"overlay", toml::table{{"path", session.project.OverlayPath()},
                                               {"state", kStates[int(explanation.state)]},
                                               {"tags", std::move(tags)}}},
                       {"tag", explanation.choice.tag()},
                       {"builds", ToArray(explanation.choice.builds, question)},
                       {"decision", Summary(explanation.choice, question)}};
  if (explanation.changes) document.insert("changes", ToArray(*explanation.changes));
  return clients::ToJson(document);
}

std::string Text(const Session& session, const compat::Question& question,
                 const Explanation& explanation) {
  const Choice& choice = explanation.choice;
  std::string text = session.project.OverlayPath() + ": " +
                     Words(explanation.state, session, explanation.lock) + "\n" +
                     Reasoning(choice.builds, question) + "\n";
  if (explanation.changes) text += Table(*explanation.changes, choice.tag());
  return text + "decision: " + Summary(choice, question);
}

absl::StatusOr<int> Explain(const Session& session, bool as_json) {
  ACCEL_ASSIGN_OR_RETURN(const overlay::AccelLock lock, OldOverlay(session.project));
  ACCEL_ASSIGN_OR_RETURN(const v1::Host host,
                         FindHost(session.line, session.environment, *session.catalog));
  const compat::Question question = QuestionFor(session, host);
  ACCEL_ASSIGN_OR_RETURN(const Choice choice, Choose(session, lock, question));
  for (const std::string& note : choice.notes) Say(note);
  if (choice.refusal)
    return compat::FailedPrecondition(TextOf(*choice.refusal, session.line, session.members));
  Explanation explanation{StateOf(session, lock), lock, choice, {}};
  const overlay::Variant* variant = FindVariant(lock, choice.tag(), TakesPlain(host));
  if (variant != nullptr && explanation.state == State::kFresh)
    explanation.changes = ChangesOf(session.project.lock, *variant);
  Print(as_json ? Json(session, question, explanation) : Text(session, question, explanation));
  return 0;
}

}  // namespace

absl::StatusOr<int> RunExplain(const CommandLine& line, const Tool& tool,
                               const clients::Environment& environment) {
  CLI::App app("Which build this project gets on this machine, and why.", "accel-shim explain");
  bool as_json = false;
  app.add_flag("--json", as_json, "For programs");
  return RunInProject(app, line, tool, environment,
                      [&](const Session& session) { return Explain(session, as_json); });
}

}  // namespace accel::shim::poetry
