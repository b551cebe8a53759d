// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/run.h"

#include <filesystem>
#include <set>

#include "shim/child.h"
#include "shim/explain.h"
#include "shim/host_source.h"
#include "shim/orphan_guard.h"
#include "shim/outcome.h"
#include "shim/poetry/decision.h"
#include "shim/poetry/install.h"
#include "shim/poetry/refresh.h"
#include "shim/poetry/session.h"
#include "shim/say.h"

namespace accel::shim::poetry {
namespace {

using Words = std::vector<std::string>;

int Explain(const Choice& choice, const compat::Question& question) {
  Print(Reasoning(choice.builds, question) + "\ndecision: " + Summary(choice, question));
  return 0;
}

absl::StatusOr<int> Install(const Session& session, const Arguments& arguments, const Words& call,
                            const std::set<std::string>& before) {
  ACCEL_ASSIGN_OR_RETURN(const v1::Host host,
                         FindHost(session.line, session.environment, *session.catalog));
  const compat::Question question = QuestionFor(session, host);
  ACCEL_ASSIGN_OR_RETURN(const Shadow shadow, OpenShadow(session));
  ACCEL_ASSIGN_OR_RETURN(overlay::AccelLock lock, OldOverlay(session.project));
  ACCEL_ASSIGN_OR_RETURN(const Choice choice, Choose(session, lock, question));
  for (const std::string& note : choice.notes) Say(note);
  if (choice.refusal) {
    Say(shim::Words(*choice.refusal));
    return kRefused;
  }
  if (session.line.explain) return Explain(choice, question);
  if (!session.quiet) Say(Summary(choice, question));
  ACCEL_RETURN_IF_ERROR(CheckOwnWheels(session.project, lock));
  const Renewal renewal{.dry_run = HasWord(arguments, "--dry-run")};
  ACCEL_ASSIGN_OR_RETURN(lock, Refresh(session, shadow, lock, {choice.tag()}, renewal));
  return InstallVariant(session, shadow, *overlay::FindVariant(lock, choice.tag()), choice,
                        {arguments, call, before});
}

// Poetry without our hand in it.
absl::StatusOr<int> RunBare(const Tool& tool, const Words& words, const std::string& folder) {
  ACCEL_ASSIGN_OR_RETURN(const OrphanGuard guard, OrphanGuard::Start({folder}));
  return RunAndWait(tool.Call(words, folder, ""), guard.channel());
}

absl::StatusOr<int> BecomePoetry(const Words& program, const Arguments& arguments,
                                 const clients::Environment& environment) {
  Words argv = program;
  argv.insert(argv.end(), arguments.words.begin(), arguments.words.end());
  return Become(argv, environment);
}

// add, remove, update: the project's files are Poetry's to change, the environment is not. Run
// where the user stands, as relative paths among the words are meant.
absl::StatusOr<int> ChangeProject(const Words& program, const Arguments& arguments,
                                  const clients::Environment& environment,
                                  const std::string& here) {
  Words words = arguments.words;
  words.push_back("--lock");
  return RunBare(Tool(program, {}, environment), words, here);
}

// Poetry's own `install` makes the lock that is missing.
absl::StatusOr<int> MakeLock(const Tool& tool, const std::string& folder) {
  std::error_code error;
  if (std::filesystem::exists(folder + "/poetry.lock", error)) return 0;
  Say("there is no poetry.lock; Poetry makes one");
  return RunBare(tool, {"lock"}, folder);
}

// Poetry writes its lock; then the overlay, where there is one, is made anew for it.
absl::StatusOr<int> LockProject(const CommandLine& line, const Words& program,
                                const Arguments& arguments, const clients::Environment& environment,
                                const std::string& folder, const std::string& here) {
  const Tool tool(program, arguments.global, environment);
  ACCEL_ASSIGN_OR_RETURN(const int code,
                         RunBare(Tool(program, {}, environment), arguments.words, here));
  std::error_code error;
  if (code != 0 || !std::filesystem::exists(folder + "/" + overlay::kLockName, error)) return code;
  ACCEL_ASSIGN_OR_RETURN(const Session session, OpenSession(line, folder, tool, environment));
  if (session.members.empty()) return code;
  ACCEL_ASSIGN_OR_RETURN(const Shadow shadow, OpenShadow(session));
  ACCEL_ASSIGN_OR_RETURN(const overlay::AccelLock old, OldOverlay(session.project));
  ACCEL_RETURN_IF_ERROR(Refresh(session, shadow, old, {}).status());
  return code;
}

absl::StatusOr<int> Run(const CommandLine& line, const Words& program, const Arguments& arguments,
                        const clients::Environment& environment) {
  std::error_code error;
  const std::string here = std::filesystem::current_path(error).string();
  const absl::StatusOr<std::string> folder =
      FindProject(arguments.project.empty() ? here : arguments.project);
  if (!folder.ok()) return BecomePoetry(program, arguments, environment);
  const Tool tool(program, arguments.global, environment);
  if (Locks(arguments) && !line.explain)
    return LockProject(line, program, arguments, environment, *folder, here);
  std::set<std::string> before;
  Words call = {arguments.verb};
  call.insert(call.end(), arguments.selection.begin(), arguments.selection.end());
  if (Changes(arguments)) {
    if (const absl::StatusOr<Project> old = ReadProject(*folder); old.ok())
      before = overlay::NamesIn(old->lock);
    call = {"install"};
  }
  if (Changes(arguments) && !line.explain) {
    ACCEL_ASSIGN_OR_RETURN(const int code, ChangeProject(program, arguments, environment, here));
    if (code != 0) return code;
  }
  ACCEL_ASSIGN_OR_RETURN(const int locked, MakeLock(tool, *folder));
  if (locked != 0) return locked;
  ACCEL_ASSIGN_OR_RETURN(Session session, OpenSession(line, *folder, tool, environment));
  if (session.members.empty()) return BecomePoetry(program, arguments, environment);
  session.quiet = HasWord(arguments, "-q") || HasWord(arguments, "--quiet");
  return Install(session, arguments, call, before);
}

}  // namespace

int RunPoetry(const CommandLine& line, const std::string& program, const Arguments& arguments,
              const clients::Environment& environment) {
  Words call = {program};
  call.insert(call.end(), line.launcher.begin(), line.launcher.end());
  return ExitCode(Run(line, call, arguments, environment));
}

}  // namespace accel::shim::poetry
