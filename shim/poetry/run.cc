// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/run.h"

#include <filesystem>
#include <set>

#include "shim/child.h"
#include "shim/explain.h"
#include "shim/host_source.h"
#include "shim/installed.h"
#include "shim/orphan_guard.h"
#include "shim/outcome.h"
#include "shim/plain_build.h"
#include "shim/poetry/content_hash.h"
#include "shim/poetry/overlay_builder.h"
#include "shim/poetry/root.h"
#include "shim/poetry/session.h"
#include "shim/say.h"

namespace accel::shim::poetry {
namespace {

using Words = std::vector<std::string>;

std::set<std::string> NamesIn(const overlay::LockFile& lock) {
  std::set<std::string> names;
  for (const overlay::Entry& entry : lock.entries) names.insert(entry.name);
  return names;
}

// The lock's last part with the hash of another pyproject.toml.
std::string WithContentHash(const std::string& tail, const std::string& hash) {
  constexpr std::string_view kKey = "\ncontent-hash = \"";
  const std::size_t at = tail.find(kKey);
  if (at == std::string::npos) return tail;
  const std::size_t start = at + kKey.size();
  return tail.substr(0, start) + hash + tail.substr(tail.find('"', start));
}

absl::StatusOr<HashStyle> StyleOf(const Session& session) {
  if (!session.project.pyproject.contains("dependency-groups")) return HashStyle::kWithoutGroups;
  ACCEL_ASSIGN_OR_RETURN(const compat::Version version, session.tool.Version());
  return version >= *compat::ParseVersion("2.3") ? HashStyle::kWithGroups
                                                 : HashStyle::kWithoutGroups;
}

// Right builds that are noted under their plain versions are there for Poetry, too.
void TakePlain(const Session& session, PinnedLock& pinned) {
  const Installed noted = InstalledIn(session), builds = BuildsIn(session);
  for (Pin& pin : pinned.pins) {
    const auto build = builds.find(pin.name);
    if (build == builds.end() || compat::ToString(build->second) != pin.version) continue;
    pin.version = compat::ToString(noted.find(pin.name)->second);
    for (overlay::Entry& entry : pinned.lock.entries) {
      if (entry.name == pin.name) entry = overlay::AtVersion(std::move(entry), pin.version);
    }
  }
}

// Once Poetry has installed them: noted under their plain versions.
absl::Status NotePlain(const Session& session, const overlay::Variant& variant) {
  const Installed installed = InstalledIn(session);
  for (const Pin& pin : PinsOf(variant, session.members)) {
    if (installed.contains(pin.name))
      ACCEL_RETURN_IF_ERROR(MakePlain(SitePackagesOf(session), pin.name));
  }
  return absl::OkStatus();
}

// What stands there instead of what we had put there is told once more than silently replaced.
void SayUndone(const Session& session, const overlay::Variant& variant) {
  const Installed builds = BuildsIn(session);
  for (const Pin& pin : PinsOf(variant, session.members)) {
    const auto build = builds.find(pin.name);
    if (build == builds.end() || compat::ToString(build->second) == pin.version) continue;
    const std::string there = compat::ToString(build->second);
    Say(pin.name + " " + there + " is installed here, not " + pin.version + ": " +
        (compat::LocalString(build->second).empty()
             ? "a tool without accel-shim has put it there"
             : "it was for another machine or another lock") +
        "; it is replaced");
  }
}

absl::Status WriteShadow(const Session& session, const Shadow& shadow,
                         const overlay::Variant& variant, const Choice& choice) {
  const std::string index = clients::MapUrl(variant.index, session.config.mirrors);
  ACCEL_ASSIGN_OR_RETURN(PinnedLock pinned, LockOf(session, variant, choice));
  overlay::LockFile& lock = pinned.lock;
  for (overlay::Entry& entry : lock.entries) SetSourceUrl(variant.index, index, entry);
  if (session.config.pin_style == "plain") TakePlain(session, pinned);
  ACCEL_ASSIGN_OR_RETURN(const toml::table pyproject,
                         PinBuilds(session.project.pyproject, pinned.pins, index));
  ACCEL_ASSIGN_OR_RETURN(const HashStyle style, StyleOf(session));
  ACCEL_ASSIGN_OR_RETURN(const std::string hash, ContentHash(pyproject, style));
  lock.tail = WithContentHash(lock.tail, hash);
  return shadow.Write(ToText(pyproject), overlay::ToText(lock), session.project.paths);
}

// What the call took out of the lock leaves the environment, as with bare Poetry: its `install`
// does not see what a lock no longer holds. `before` are the names that the lock had.
absl::Status RemoveGone(const Session& session, const overlay::Variant& variant,
                        const std::set<std::string>& before) {
  const std::set<std::string> now =
      NamesIn(overlay::Apply(session.project.lock, variant.difference));
  const Installed installed = InstalledIn(session);
  Words gone;
  for (const std::string& name : before) {
    if (!now.contains(name) && installed.contains(name)) gone.push_back(name);
  }
  if (gone.empty()) return absl::OkStatus();
  for (const std::string& name : gone) Say("removing " + name);
  return session.tool.Uninstall(gone, session.virtual_environment);
}

// `call` for the dependencies, from the shadow; then for the project itself where it needs it.
absl::StatusOr<int> InstallFrom(const Session& session, const Shadow& shadow,
                                const Arguments& arguments, const Words& call) {
  const bool no_root = HasWord(arguments, "--no-root");
  if (!HasWord(arguments, "--only-root")) {
    Words words = call;
    if (!no_root) words.push_back("--no-root");
    ACCEL_ASSIGN_OR_RETURN(const OrphanGuard guard,
                           OrphanGuard::Start({session.virtual_environment}));
    ACCEL_ASSIGN_OR_RETURN(
        const int code,
        RunAndWait(session.tool.CallInShadow(words, shadow.folder(), session.virtual_environment),
                   guard.channel()));
    if (code != 0 || no_root) return code;
  }
  return InstallRoot(session.project, session.interpreter, session.tool,
                     session.virtual_environment, clients::CacheFolder(session.environment), call);
}

int Explain(const Choice& choice, const compat::Question& question) {
  Print(Reasoning(choice, question) + "\ndecision: " + Summary(choice, question));
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
  ACCEL_ASSIGN_OR_RETURN(lock, Refresh(session, shadow, lock, {choice.tag()}));
  const overlay::Variant& variant = *overlay::FindVariant(lock, choice.tag());
  ACCEL_RETURN_IF_ERROR(WriteShadow(session, shadow, variant, choice));
  if (!session.quiet) SayUndone(session, variant);
  ACCEL_RETURN_IF_ERROR(RemoveGone(session, variant, before));
  ACCEL_ASSIGN_OR_RETURN(const int code, InstallFrom(session, shadow, arguments, call));
  if (code == 0 && session.config.pin_style == "plain" && !HasWord(arguments, "--dry-run"))
    ACCEL_RETURN_IF_ERROR(NotePlain(session, variant));
  return code;
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
      before = NamesIn(old->lock);
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
  const absl::StatusOr<int> code = Run(line, call, arguments, environment);
  if (code.ok()) return *code;
  Say(code.status());
  return absl::IsInvalidArgument(code.status()) ? kUsage : kRefused;
}

}  // namespace accel::shim::poetry
