// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/lock_command.h"

#include <CLI/CLI.hpp>
#include <filesystem>

#include "shim/explain.h"
#include "shim/host_source.h"
#include "shim/outcome.h"
#include "shim/poetry/session.h"
#include "shim/say.h"

namespace accel::shim::poetry {
namespace {

struct Options {
  std::vector<std::string> tags, hosts;
  bool check = false;
  std::string help;  // not empty: what to print
};

absl::StatusOr<Options> ParseOptions(const std::vector<std::string>& words) {
  Options options;
  CLI::App app("Writes accel.lock: what other builds change in poetry.lock.", "accel-shim lock");
  app.add_option("--for", options.tags, "The builds of a tag, such as cu126; repeatable")
      ->type_name("TAG")
      ->allow_extra_args(false);
  app.add_option("--for-host", options.hosts,
                 "The build for a machine: a profile file, or a description such as 'gpu=GTX "
                 "1080,driver=580.95.05'; repeatable")
      ->type_name("HOST")
      ->allow_extra_args(false);
  app.add_flag("--check", options.check,
               "Change nothing; exit 1 when accel.lock is stale or lacks one of them");
  std::vector<std::string> reversed(words.rbegin(), words.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    options.help = app.help();
  } catch (const CLI::Error& error) {
    return compat::InvalidArgument(std::string(error.what()) + "; see accel-shim lock --help");
  }
  return options;
}

// The tag for one machine, which `line` names.
absl::StatusOr<std::string> TagFor(const Session& session, const CommandLine& line,
                                   const overlay::AccelLock& lock) {
  ACCEL_ASSIGN_OR_RETURN(const v1::Host host,
                         FindHost(line, session.environment, *session.catalog));
  const compat::Question question = QuestionFor(session, host);
  ACCEL_ASSIGN_OR_RETURN(const Choice choice, Choose(session, lock, question));
  if (choice.refusal) return compat::FailedPrecondition(Words(*choice.refusal));
  for (const std::string& note : choice.notes) Say(note);
  Say(Summary(choice.builds, question));
  return choice.tag();
}

absl::StatusOr<std::set<std::string>> TagsFor(const Session& session, const Options& options,
                                              const overlay::AccelLock& lock) {
  std::set<std::string> tags(options.tags.begin(), options.tags.end());
  std::vector<std::string> hosts = options.hosts;
  if (tags.empty() && hosts.empty()) hosts.push_back(session.line.host);
  for (const std::string& host : hosts) {
    CommandLine line = session.line;
    line.host = host;
    ACCEL_ASSIGN_OR_RETURN(std::string tag, TagFor(session, line, lock));
    tags.insert(std::move(tag));
  }
  return tags;
}

absl::StatusOr<int> Check(const Session& session, const overlay::AccelLock& lock,
                          const std::set<std::string>& tags) {
  if (!IsFresh(lock, session.project)) {
    return compat::FailedPrecondition(session.project.OverlayPath() +
                                      ": is stale, poetry.lock has changed since; run accel-shim "
                                      "lock");
  }
  for (const std::string& tag : tags) {
    if (overlay::FindVariant(lock, tag) != nullptr) continue;
    return compat::FailedPrecondition(session.project.OverlayPath() + ": lacks the " + tag +
                                      " builds; run accel-shim lock --for " + tag);
  }
  Say(std::string(overlay::kLockName) + " is up to date");
  return 0;
}

absl::StatusOr<int> Lock(const CommandLine& line, const Options& options,
                         const std::string& program, const clients::Environment& environment) {
  std::error_code error;
  ACCEL_ASSIGN_OR_RETURN(const std::string folder,
                         FindProject(std::filesystem::current_path(error).string()));
  const Tool tool(program, {}, environment);
  ACCEL_ASSIGN_OR_RETURN(const Session session, OpenSession(line, folder, tool, environment));
  if (session.members.empty()) {
    Say("poetry.lock holds no package that has builds; there is nothing to lock");
    return 0;
  }
  ACCEL_ASSIGN_OR_RETURN(const Shadow shadow, OpenShadow(session));
  ACCEL_ASSIGN_OR_RETURN(const overlay::AccelLock old, OldOverlay(session.project));
  ACCEL_ASSIGN_OR_RETURN(const std::set<std::string> tags, TagsFor(session, options, old));
  if (options.check) return Check(session, old, tags);
  ACCEL_ASSIGN_OR_RETURN(const overlay::AccelLock lock, Refresh(session, shadow, old, tags));
  std::string held;
  for (const overlay::Variant& variant : lock.variants)
    held += (held.empty() ? "" : ", ") + variant.tag;
  Say(std::string(overlay::kLockName) + " holds " + held);
  return 0;
}

}  // namespace

int RunLock(const CommandLine& line, const std::string& program,
            const clients::Environment& environment) {
  const absl::StatusOr<Options> options = ParseOptions(line.arguments);
  if (options.ok() && !options->help.empty()) {
    std::fputs(options->help.c_str(), stdout);
    return 0;
  }
  const absl::StatusOr<int> code =
      options.ok() ? Lock(line, *options, program, environment) : options.status();
  if (code.ok()) return *code;
  Say(code.status());
  return absl::IsInvalidArgument(code.status()) ? kUsage : kRefused;
}

}  // namespace accel::shim::poetry
