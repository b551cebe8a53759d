// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/lock_command.h"

#include "absl/strings/str_join.h"
#include "shim/explain.h"
#include "shim/host_source.h"
#include "shim/index/url.h"
#include "shim/poetry/decision.h"
#include "shim/poetry/next_command.h"
#include "shim/poetry/plain_variant.h"
#include "shim/poetry/refresh.h"
#include "shim/poetry/session.h"
#include "shim/poetry/tags.h"
#include "shim/poetry/words.h"
#include "shim/say.h"

namespace accel::shim::poetry {
namespace {

struct Options {
  std::vector<std::string> tags, hosts;
  bool all = false, upgrade = false, check = false, hash_by_download = false;
};

void Declare(CLI::App& app, Options& options) {
  AddRepeatable(app, "--for", options.tags, "TAG", "The builds of a tag, such as cu126")
      ->check(CheckTag);
  AddRepeatable(app, "--for-host", options.hosts, "HOST",
                "The build for a machine: a profile file, or a description such as 'gpu=GTX "
                "1080,driver=580.95.05'");
  app.add_flag("--all", options.all, "Every tag that the index has of the locked version");
  app.add_flag("--upgrade", options.upgrade, "Make every variant anew, also those that fit");
  app.add_flag("--hash-by-download", options.hash_by_download,
               "Where an index names no hashes: let Poetry download every file of the version");
  app.add_flag("--check", options.check,
               "Change nothing; exit 1 when accel.lock is stale or lacks one of them");
}

// What accel.lock is to have.
struct Wanted {
  std::set<std::string> tags;
  bool plain = true;  // all machines that were named, else this one, take plain variants
};

// The tag for one machine.
absl::StatusOr<std::string> TagFor(const Session& session, const v1::Host& host,
                                   const overlay::AccelLock& lock) {
  const compat::Question question = QuestionFor(session, host);
  ACCEL_ASSIGN_OR_RETURN(const Choice choice, Choose(session, lock, question));
  if (choice.refusal)
    return compat::FailedPrecondition(TextOf(*choice.refusal, session.line, session.members));
  for (const std::string& note : choice.notes) Say(note);
  Say(Summary(choice, question));
  return choice.tag();
}

absl::StatusOr<Wanted> WantedBy(const Session& session, const Options& options,
                                const overlay::AccelLock& lock) {
  Wanted wanted{{options.tags.begin(), options.tags.end()}};
  auto& [tags, plain] = wanted;
  if (tags.contains(kOwnTag) && OwnPins(session.members, session.own).empty()) {
    return compat::FailedPrecondition(session.project.folder +
                                      "/pyproject.toml: [tool.accel.packages] names no build of "
                                      "its own, so there is nothing to lock for the tag own");
  }
  if (options.all) {
    ACCEL_ASSIGN_OR_RETURN(const std::set<std::string> offered, TagsOnIndex(session));
    tags.insert(offered.begin(), offered.end());
  }
  std::vector<std::string> hosts = options.hosts;
  if (tags.empty() && hosts.empty()) hosts.push_back(session.line.host);
  if (hosts.empty()) plain = session.interpreter.platform().ends_with("-x86_64");
  for (const std::string& host : hosts) {
    CommandLine line = session.line;
    line.host = host;
    ACCEL_ASSIGN_OR_RETURN(const v1::Host machine,
                           FindHost(line, session.environment, *session.catalog));
    ACCEL_ASSIGN_OR_RETURN(std::string tag, TagFor(session, machine, lock));
    tags.insert(std::move(tag));
    plain = plain && TakesPlain(machine);
  }
  return wanted;
}

// The words that lock what is lacking.
std::string Remedy(const Options& options, const std::string& tag) {
  if (options.hosts.empty()) return " --for " + tag;
  std::string words;
  for (const std::string& host : options.hosts) words += " --for-host '" + host + "'";
  return words;
}

absl::StatusOr<int> Check(const Session& session, const Options& options, const Wanted& wanted) {
  ACCEL_ASSIGN_OR_RETURN(const overlay::AccelLock lock, FreshOverlay(session));
  for (const std::string& tag : wanted.tags) {
    if (FindVariant(lock, tag, wanted.plain) != nullptr) continue;
    return LacksTag(session, tag, "accel-shim lock" + Remedy(options, tag));
  }
  Say(std::string(overlay::kLockName) + " is up to date");
  return 0;
}

// A wheel of the project's own that has changed is taken as it is now: by this command alone.
Renewal RenewalFor(const Session& session, const Options& options, const overlay::AccelLock& old,
                   bool plain) {
  return {.all = options.upgrade || !CheckOwnWheels(session.project, old).ok(),
          .missing = options.hash_by_download ? MissingHashes::kDownload : MissingHashes::kRefuse,
          .plain = plain};
}

// With the tags that there are.
absl::Status NoSuchTag(const Session& session, const absl::Status& status) {
  const absl::StatusOr<std::set<std::string>> offered = TagsOnIndex(session);
  if (!offered.ok()) return status;
  return compat::NotFound(std::string(compat::Message(status)) + "; the index has " +
                          absl::StrJoin(*offered, ", "));
}

// Poetry writes the URL of a source into its lock as it stands, and a lock must match it.
void WarnOfLogins(const toml::table& pyproject) {
  const toml::array* sources = pyproject["tool"]["poetry"]["source"].as_array();
  if (sources == nullptr) return;
  for (const toml::node& node : *sources) {
    const toml::table* source = node.as_table();
    if (source == nullptr) continue;
    const std::string url = (*source)["url"].value_or(std::string());
    const std::string name = (*source)["name"].value_or(std::string());
    if (index::WithoutCredentials(url) == url) continue;
    Say("the URL of the source " + name +
        " holds a password, which is committed with poetry.lock and accel.lock; take it out and "
        "run poetry config http-basic." +
        name + " USER PASSWORD");
  }
}

absl::StatusOr<int> Lock(const Session& session, const Options& options) {
  ACCEL_ASSIGN_OR_RETURN(const Shadow shadow, OpenShadow(session));
  absl::StatusOr<overlay::AccelLock> old = OldOverlay(session.project);
  std::set<std::string> lost;
  if (absl::IsInvalidArgument(old.status()) && !options.check) {
    lost = TagsInBroken(session.project);
    Say(old.status());
    Say("it is written anew");
    old = overlay::AccelLock{};
  }
  if (!old.ok()) return old.status();
  ACCEL_ASSIGN_OR_RETURN(Wanted wanted, WantedBy(session, options, *old));
  if (options.check) return Check(session, options, wanted);
  wanted.tags.merge(lost);
  if (session.line.explain) {
    Say("--explain: nothing is locked");
    return 0;
  }
  WarnOfLogins(session.project.pyproject);
  const absl::StatusOr<overlay::AccelLock> renewed =
      Refresh(session, shadow, *old, wanted.tags, RenewalFor(session, options, *old, wanted.plain));
  if (absl::IsNotFound(renewed.status())) return NoSuchTag(session, renewed.status());
  if (!renewed.ok()) return renewed.status();
  const overlay::AccelLock& lock = *renewed;
  Say(std::string(overlay::kLockName) + " holds " + TagsOf(lock));
  return 0;
}

}  // namespace

absl::StatusOr<int> RunLock(const CommandLine& line, const Tool& tool,
                            const clients::Environment& environment) {
  Options options;
  CLI::App app("Writes accel.lock: what other builds change in poetry.lock.", "accel-shim lock");
  Declare(app, options);
  return RunInProject(app, line, tool, environment,
                      [&](const Session& session) { return Lock(session, options); });
}

}  // namespace accel::shim::poetry
