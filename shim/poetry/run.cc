// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/run.h"

#include <filesystem>
#include <set>

#include "clients/answers.h"
#include "shim/child.h"
#include "shim/explain.h"
#include "shim/held_signals.h"
#include "shim/host_source.h"
#include "shim/orphan_guard.h"
#include "shim/outcome.h"
#include "shim/poetry/decision.h"
#include "shim/poetry/install.h"
#include "shim/poetry/lock_fit.h"
#include "shim/poetry/network.h"
#include "shim/poetry/next_command.h"
#include "shim/poetry/plain_variant.h"
#include "shim/poetry/preview.h"
#include "shim/poetry/project_files.h"
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

// What the lock and the overlay of a project have in any variant.
std::set<std::string> NamesOf(const Project& project, const overlay::AccelLock& lock) {
  std::set<std::string> names = overlay::NamesIn(project.lock);
  for (const overlay::Variant& variant : lock.variants) {
    for (const overlay::Entry& entry : variant.difference.entries) names.insert(entry.name);
  }
  return names;
}

absl::StatusOr<int> Install(const Session& session, const Arguments& arguments, const Words& call,
                            const std::set<std::string>& before) {
  ACCEL_ASSIGN_OR_RETURN(const v1::Host host,
                         FindHost(session.line, session.environment, *session.catalog));
  const compat::Question question = QuestionFor(session, host);
  ACCEL_ASSIGN_OR_RETURN(const Shadow shadow, OpenShadow(session));
  ACCEL_ASSIGN_OR_RETURN(overlay::AccelLock lock, OldOverlay(session.project));
  ACCEL_ASSIGN_OR_RETURN(const Choice choice, Choose(session, lock, question));
  for (const std::string& note : choice.notes) {
    if (!session.quiet) Say(note);
  }
  if (choice.refusal) {
    Say(TextOf(*choice.refusal, session.line, session.members));
    return kRefused;
  }
  if (session.line.explain) return Explain(choice, question);
  if (!session.quiet) Say(Summary(choice, question));
  ACCEL_RETURN_IF_ERROR(CheckOwnWheels(session.project, lock));
  if (!choice.own.empty()) {
    ACCEL_ASSIGN_OR_RETURN(const compat::TagSet tags, WheelTags(session));
    ACCEL_RETURN_IF_ERROR(CheckTags(choice.own, tags));
  }
  const Renewal renewal{.dry_run = HasWord(arguments, "--dry-run"), .plain = TakesPlain(host)};
  ACCEL_ASSIGN_OR_RETURN(lock, Refresh(session, shadow, lock, {choice.tag()}, renewal));
  std::set<std::string> gone = before;
  for (const std::string& name : NamesOf(session.project, lock)) gone.erase(name);
  return InstallVariant(session, shadow, *overlay::FindVariant(lock, choice.tag()), choice,
                        {arguments, call, gone});
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

// The same before a change; empty where there is nothing that can be read.
std::set<std::string> NamesBefore(const std::string& folder) {
  const absl::StatusOr<Project> project = ReadProject(folder);
  if (!project.ok()) return {};
  return NamesOf(*project, OldOverlay(*project).value_or(overlay::AccelLock{}));
}

// Whether nothing in the project has builds. What cannot be read is told by who needs it.
bool IsPoetrysAlone(const std::string& folder) {
  const absl::StatusOr<Project> project = ReadProject(folder);
  const auto catalog = clients::CatalogOfThisMachine();
  if (!project.ok() || !catalog.ok()) return false;
  const absl::StatusOr<std::vector<Pin>> members = MembersOf(*project, **catalog);
  return members.ok() && members->empty();
}

// The change of such a project by Poetry's own hand; there is nothing for an overlay to say then.
absl::StatusOr<int> ChangeAlone(const Words& program, const Arguments& arguments,
                                const clients::Environment& environment, const std::string& folder,
                                const std::string& here) {
  const Tool tool(program, {}, environment);
  ACCEL_ASSIGN_OR_RETURN(const int code,
                         RunAndWait(tool.Call(arguments.words, here, ""), kUnguarded));
  std::error_code error;
  if (code == 0 && std::filesystem::remove(folder + "/" + overlay::kLockName, error))
    Say(std::string(overlay::kLockName) + " is removed: no package with builds is locked any more");
  return code;
}

// The install that a change comes to. Like bare Poetry's it leaves the project itself alone.
Words CallFor(const Arguments& arguments) {
  Words call = {"install", "--no-root"};
  if (arguments.verb == "update")
    call.insert(call.end(), arguments.selection.begin(), arguments.selection.end());
  return call;
}

// In a process of its own, so that what interrupts it does not keep us from taking the change back.
absl::StatusOr<int> InstallChange(const CommandLine& line, const Tool& tool,
                                  const Arguments& arguments,
                                  const clients::Environment& environment,
                                  const std::string& folder, const std::set<std::string>& names) {
  return RunApart([&] {
    const absl::StatusOr<Session> session = OpenSession(line, folder, tool, environment);
    return ExitCode(session.ok() ? Install(*session, arguments, CallFor(arguments), names)
                                 : session.status());
  });
}

// add, remove, update: Poetry writes its files; what cannot be installed from them is taken back,
// and so is what is interrupted. A project without packages of ours is Poetry's to change.
absl::StatusOr<int> Change(const CommandLine& line, const Words& program,
                           const Arguments& arguments, const clients::Environment& environment,
                           const std::string& folder, const std::string& here) {
  const Tool tool(program, arguments.global, environment);
  const std::set<std::string> names = NamesBefore(folder);
  const HeldSignals held;
  ACCEL_ASSIGN_OR_RETURN(const ProjectFiles before, ReadFiles(folder));
  absl::StatusOr<int> code = ChangeProject(program, arguments, environment, here);
  ACCEL_ASSIGN_OR_RETURN(const ProjectFiles after, ReadFiles(folder));
  const bool changed = code.ok() && *code == 0;
  if (changed && IsPoetrysAlone(folder)) {
    ACCEL_RETURN_IF_ERROR(PutBack(folder, before, after).status());
    return ChangeAlone(program, arguments, environment, folder, here);
  }
  if (changed) code = InstallChange(line, tool, arguments, environment, folder, names);
  if (code.ok() && *code == 0) return code;
  ACCEL_ASSIGN_OR_RETURN(const bool taken_back, PutBack(folder, before, after));
  if (taken_back) Say("pyproject.toml and poetry.lock are as they were");
  return code;
}

// What Change would come to.
absl::StatusOr<int> Preview(const CommandLine& line, const Words& program,
                            const Arguments& arguments, const clients::Environment& environment,
                            const std::string& folder) {
  ACCEL_ASSIGN_OR_RETURN(Project changed, ChangedProject(Tool(program, {}, environment), arguments,
                                                         folder, environment));
  const Tool tool(program, arguments.global, environment);
  ACCEL_ASSIGN_OR_RETURN(const Session session,
                         OpenSession(line, std::move(changed), tool, environment));
  if (session.members.empty()) return BecomePoetry(program, arguments, environment);
  Words call = CallFor(arguments);
  if (arguments.verb != "update") call.push_back("--dry-run");
  return Install(session, arguments, call, NamesBefore(folder));
}

absl::StatusOr<int> Run(const CommandLine& line, const Words& program, const Arguments& arguments,
                        const clients::Environment& environment) {
  std::error_code error;
  const std::string here = std::filesystem::current_path(error).string();
  const absl::StatusOr<std::string> folder =
      FindProject(arguments.project.empty() ? here : arguments.project);
  if (!folder.ok()) return BecomePoetry(program, arguments, environment);
  ACCEL_RETURN_IF_ERROR(clients::ReadConfig(environment, *folder).status());  // before a long wait
  const Tool tool(program, arguments.global, environment);
  if (!line.explain && Locks(arguments))
    return LockProject(line, program, arguments, environment, *folder, here);
  if (!line.explain && Changes(arguments))
    return Change(line, program, arguments, environment, *folder, here);
  if (!line.explain && Previews(arguments))
    return Preview(line, program, arguments, environment, *folder);
  if (line.explain || HasWord(arguments, "--dry-run"))
    ACCEL_RETURN_IF_ERROR(ReadProject(*folder).status());  // the lock is not made
  ACCEL_ASSIGN_OR_RETURN(const int locked, MakeLock(tool, *folder));
  if (locked != 0) return locked;
  ACCEL_ASSIGN_OR_RETURN(const Session session, OpenSession(line, *folder, tool, environment));
  if (session.members.empty()) return BecomePoetry(program, arguments, environment);
  ACCEL_RETURN_IF_ERROR(CheckLockFits(session));
  Words call = {arguments.verb};
  call.insert(call.end(), arguments.selection.begin(), arguments.selection.end());
  return Install(session, arguments, call, {});
}

}  // namespace

int RunPoetry(const CommandLine& line, const std::string& program, const Arguments& arguments,
              const clients::Environment& environment) {
  Words call = {program};
  call.insert(call.end(), line.launcher.begin(), line.launcher.end());
  return ExitCode(Run(line, call, arguments, environment));
}

}  // namespace accel::shim::poetry
