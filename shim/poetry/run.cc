// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/run.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "clients/answers.h"
#include "shim/child.h"
#include "shim/explain.h"
#include "shim/host_source.h"
#include "shim/index/curl_fetcher.h"
#include "shim/index/page_cache.h"
#include "shim/installed.h"
#include "shim/interpreter.h"
#include "shim/orphan_guard.h"
#include "shim/outcome.h"
#include "shim/pip/network.h"
#include "shim/poetry/choice.h"
#include "shim/poetry/content_hash.h"
#include "shim/poetry/overlay_builder.h"
#include "shim/poetry/project.h"
#include "shim/poetry/root.h"
#include "shim/poetry/shadow.h"
#include "shim/poetry/tool.h"
#include "shim/say.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {
namespace {

using Words = std::vector<std::string>;

// Everything one run holds. Members are in the order of their construction and lifetime.
struct Run {
  const CommandLine& line;
  const Arguments& arguments;
  const clients::Environment& environment;
  const compat::Catalog& catalog;
  const clients::Config& config;
  const Tool& tool;
  Project project;
  std::vector<Pin> members;
  const v1::Package& leader;
  std::string virtual_environment;
  v1::Interpreter interpreter;
  v1::Host host;
  std::set<std::string> before;  // names in the lock before the call changed it
};

bool IsQuiet(const Run& run) {
  return HasWord(run.arguments, "-q") || HasWord(run.arguments, "--quiet");
}

absl::StatusOr<Choice> AskIndex(const Run& run, const compat::Question& question) {
  ACCEL_ASSIGN_OR_RETURN(std::vector<compat::Tag> supported,
                         compat::SupportedTags(run.interpreter));
  index::CurlFetcher network(pip::FetchOptions({}, {}, run.environment));
  index::CachedFetcher fetcher(network, pip::PageCacheOptions(run.line, run.environment));
  FamilyIndex index(fetcher, run.config.mirrors, compat::TagSet(std::move(supported)));
  return ChooseOnIndex(run.members, run.leader, question, index);
}

// The overlay that lies there, for the lock as it is or as it was; empty when there is none.
absl::StatusOr<overlay::AccelLock> OldOverlay(const Project& project) {
  const absl::StatusOr<std::string> text = ReadWhole(project.OverlayPath());
  if (absl::IsNotFound(text.status())) return overlay::AccelLock{BaseOf(project), {}};
  if (!text.ok()) return text.status();
  return overlay::ParseAccelLock(*text, project.OverlayPath());
}

// The overlay with a variant of `tag`; what was made for another lock is made anew.
absl::StatusOr<overlay::AccelLock> Refresh(const Run& run, const Shadow& shadow,
                                           overlay::AccelLock old, const std::string& tag) {
  const bool fresh = old.base == BaseOf(run.project);
  std::set<std::string> tags = {tag};
  for (const overlay::Variant& variant : old.variants) {
    if (!fresh) tags.insert(variant.tag);
  }
  OverlayBuilder builder(run.project, shadow, run.tool, run.config.mirrors,
                         run.virtual_environment);
  overlay::AccelLock lock{BaseOf(run.project),
                          fresh ? old.variants : std::vector<overlay::Variant>()};
  for (const std::string& one : tags) {
    if (!IsQuiet(run)) Say("locking the " + one + " builds in " + overlay::kLockName);
    ACCEL_ASSIGN_OR_RETURN(overlay::Variant variant, builder.Build(run.members, one, run.leader));
    lock.variants.push_back(std::move(variant));
  }
  ACCEL_RETURN_IF_ERROR(ReplaceWhole(run.project.OverlayPath(), overlay::ToText(lock)));
  return lock;
}

// The lock's last part with the hash of another pyproject.toml.
std::string WithContentHash(const std::string& tail, const std::string& hash) {
  constexpr std::string_view kKey = "\ncontent-hash = \"";
  const std::size_t at = tail.find(kKey);
  if (at == std::string::npos) return tail;
  const std::size_t start = at + kKey.size();
  return tail.substr(0, start) + hash + tail.substr(tail.find('"', start));
}

absl::StatusOr<HashStyle> StyleOf(const Run& run) {
  if (!run.project.pyproject.contains("dependency-groups")) return HashStyle::kWithoutGroups;
  ACCEL_ASSIGN_OR_RETURN(const compat::Version version, run.tool.Version());
  return version >= *compat::ParseVersion("2.3") ? HashStyle::kWithGroups
                                                 : HashStyle::kWithoutGroups;
}

absl::Status WriteShadow(const Run& run, const Shadow& shadow, const overlay::Variant& variant) {
  const std::string index = clients::MapUrl(variant.index, run.config.mirrors);
  ACCEL_ASSIGN_OR_RETURN(
      const toml::table pyproject,
      PinBuilds(run.project.pyproject, PinsFor(run.members, variant.tag), index));
  overlay::Difference difference = variant.difference;
  ReplaceSource(variant.index, index, difference);
  overlay::LockFile lock = overlay::Apply(run.project.lock, difference);
  ACCEL_ASSIGN_OR_RETURN(const HashStyle style, StyleOf(run));
  ACCEL_ASSIGN_OR_RETURN(const std::string hash, ContentHash(pyproject, style));
  lock.tail = WithContentHash(lock.tail, hash);
  return shadow.Write(ToText(pyproject), overlay::ToText(lock), PathsOf(run.project));
}

absl::StatusOr<int> RunGuarded(const Run& run, const Words& words, const std::string& folder) {
  ACCEL_ASSIGN_OR_RETURN(const OrphanGuard guard, OrphanGuard::Start({run.virtual_environment}));
  return RunAndWait(run.tool.Call(words, folder, run.virtual_environment), guard.channel());
}

std::set<std::string> NamesIn(const overlay::LockFile& lock) {
  std::set<std::string> names;
  for (const overlay::Entry& entry : lock.entries) names.insert(entry.name);
  return names;
}

// What the call took out of the lock leaves the environment, as with bare Poetry: its `install`
// does not see what a lock no longer holds.
absl::Status RemoveGone(const Run& run, const overlay::Variant& variant) {
  const std::set<std::string> now = NamesIn(overlay::Apply(run.project.lock, variant.difference));
  const Installed installed = ReadInstalled(
      {run.interpreter.site_packages().begin(), run.interpreter.site_packages().end()});
  Words gone;
  for (const std::string& name : run.before) {
    if (!now.contains(name) && installed.contains(name)) gone.push_back(name);
  }
  if (gone.empty()) return absl::OkStatus();
  for (const std::string& name : gone) Say("removing " + name);
  return run.tool.Uninstall(gone, run.virtual_environment);
}

// `verb` as the user gave it for the dependencies, then the project itself where it needs it.
absl::StatusOr<int> InstallFrom(const Run& run, const Shadow& shadow, const Words& call) {
  const bool root_only = HasWord(run.arguments, "--only-root");
  if (!root_only) {
    Words words = call;
    if (!HasWord(run.arguments, "--no-root")) words.push_back("--no-root");
    ACCEL_ASSIGN_OR_RETURN(const int code, RunGuarded(run, words, shadow.folder()));
    if (code != 0 || HasWord(run.arguments, "--no-root")) return code;
  }
  return InstallRoot(run.project, run.interpreter, run.tool, run.virtual_environment,
                     clients::CacheFolder(run.environment), call);
}

void SayWaiting() { Say("another run works on this project; waiting for it"); }

absl::StatusOr<int> Install(const Run& run, const Words& call) {
  const compat::Question question{run.host, run.catalog,
                                  FindPolicy(run.line, run.config, run.environment),
                                  run.interpreter.version(), run.line.accept_cpu};
  ACCEL_ASSIGN_OR_RETURN(const Shadow shadow, Shadow::Open(clients::CacheFolder(run.environment),
                                                           run.project.folder, &SayWaiting));
  ACCEL_ASSIGN_OR_RETURN(overlay::AccelLock lock, OldOverlay(run.project));
  Choice choice = ChooseVariant(run.members, lock, run.leader, question);
  if (choice.refusal || choice.builds.empty()) {
    ACCEL_ASSIGN_OR_RETURN(choice, AskIndex(run, question));
  }
  for (const std::string& note : choice.notes) Say(note);
  if (choice.refusal) {
    Say(shim::Words(*choice.refusal));
    return kRefused;
  }
  if (run.line.explain) {
    std::printf("%s\n", Reasoning(choice.builds, question).c_str());
    return 0;
  }
  if (!IsQuiet(run)) Say(Summary(choice.builds, question));
  const bool fresh = lock.base == BaseOf(run.project);
  if (!fresh || overlay::FindVariant(lock, choice.tag()) == nullptr) {
    ACCEL_ASSIGN_OR_RETURN(lock, Refresh(run, shadow, std::move(lock), choice.tag()));
  }
  const overlay::Variant& variant = *overlay::FindVariant(lock, choice.tag());
  ACCEL_RETURN_IF_ERROR(WriteShadow(run, shadow, variant));
  ACCEL_RETURN_IF_ERROR(RemoveGone(run, variant));
  return InstallFrom(run, shadow, call);
}

absl::StatusOr<int> BecomePoetry(const std::string& program, const Arguments& arguments,
                                 const clients::Environment& environment) {
  Words argv = {program};
  argv.insert(argv.end(), arguments.words.begin(), arguments.words.end());
  return Become(argv, environment);
}

// Poetry without our hand in it, in the project's own folder.
absl::StatusOr<int> RunBare(const Tool& tool, const Words& words, const std::string& folder) {
  ACCEL_ASSIGN_OR_RETURN(const OrphanGuard guard, OrphanGuard::Start({folder}));
  return RunAndWait(tool.Call(words, folder, ""), guard.channel());
}

// add, remove, update: the project's files are Poetry's to change, the environment is not.
Words Locking(const Arguments& arguments) {
  Words words = arguments.words;
  words.push_back("--lock");
  return words;
}

absl::StatusOr<Project> ReadOrLock(const Tool& tool, const std::string& folder) {
  absl::StatusOr<Project> project = ReadProject(folder);
  if (!absl::IsNotFound(project.status())) return project;
  Say("there is no poetry.lock; Poetry makes one");
  ACCEL_ASSIGN_OR_RETURN(const int code, RunBare(tool, {"lock"}, folder));
  if (code != 0) return compat::FailedPrecondition("poetry lock failed, so nothing was installed");
  return ReadProject(folder);
}

absl::StatusOr<int> Prepare(const CommandLine& line, const std::string& program,
                            const Arguments& arguments, const clients::Environment& environment) {
  std::error_code error;
  const std::string here = std::filesystem::current_path(error).string();
  const absl::StatusOr<std::string> folder =
      FindProject(arguments.project.empty() ? here : arguments.project);
  if (!folder.ok()) return BecomePoetry(program, arguments, environment);
  const Tool tool(program, arguments.global, environment);
  ACCEL_ASSIGN_OR_RETURN(const std::shared_ptr<const compat::Catalog> catalog,
                         clients::CatalogOfThisMachine());
  std::set<std::string> before;
  if (Changes(arguments) && !line.explain) {
    const absl::StatusOr<Project> old = ReadProject(*folder);
    if (old.ok()) before = NamesIn(old->lock);
    // Where the user stands, as relative paths among the words are meant.
    const Tool plain(program, {}, environment);
    ACCEL_ASSIGN_OR_RETURN(const int code, RunBare(plain, Locking(arguments), here));
    if (code != 0) return code;
  }
  ACCEL_ASSIGN_OR_RETURN(Project project, ReadOrLock(tool, *folder));
  ACCEL_ASSIGN_OR_RETURN(std::vector<Pin> members, MembersOf(project, *catalog));
  if (members.empty()) return BecomePoetry(program, arguments, environment);
  ACCEL_ASSIGN_OR_RETURN(const clients::Config config, clients::ReadConfig(environment, *folder));
  for (const std::string& note : config.notes) Say(note);
  ACCEL_ASSIGN_OR_RETURN(std::string virtual_environment,
                         tool.EnvironmentOf(*folder, clients::CacheFolder(environment)));
  ACCEL_ASSIGN_OR_RETURN(v1::Interpreter interpreter,
                         ReadInterpreter(virtual_environment + "/bin/python", environment));
  ACCEL_ASSIGN_OR_RETURN(v1::Host host, FindHost(line, environment, *catalog));
  const v1::Package& leader = catalog->LeaderOf(*catalog->FindPackage(members.front().name));
  Words call = {Changes(arguments) ? "install" : arguments.verb};
  if (!Changes(arguments))
    call.insert(call.end(), arguments.selection.begin(), arguments.selection.end());
  return Install(Run{line, arguments, environment, *catalog, config, tool, std::move(project),
                     std::move(members), leader, std::move(virtual_environment),
                     std::move(interpreter), std::move(host), std::move(before)},
                 call);
}

}  // namespace

int RunPoetry(const CommandLine& line, const std::string& program, const Arguments& arguments,
              const clients::Environment& environment) {
  const absl::StatusOr<int> code = Prepare(line, program, arguments, environment);
  if (code.ok()) return *code;
  Say(code.status());
  return absl::IsInvalidArgument(code.status()) ? kUsage : kRefused;
}

}  // namespace accel::shim::poetry
