// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/install.h"

#include "shim/child.h"
#include "shim/installed.h"
#include "shim/orphan_guard.h"
#include "shim/plain_build.h"
#include "shim/poetry/content_hash.h"
#include "shim/poetry/mirrored_index.h"
#include "shim/poetry/network.h"
#include "shim/poetry/overlay_builder.h"
#include "shim/poetry/root.h"
#include "shim/say.h"

namespace accel::shim::poetry {
namespace {

using Words = std::vector<std::string>;

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

// `index` is where Poetry is to ask for what lies on the variant's.
absl::Status WriteShadow(const Session& session, const Shadow& shadow,
                         const overlay::Variant& variant, PinnedLock pinned,
                         const std::string& index) {
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
  if (before.empty()) return absl::OkStatus();
  const std::set<std::string> now =
      overlay::NamesIn(overlay::Apply(session.project.lock, variant.difference));
  const Installed installed = InstalledIn(session);
  Words gone;
  for (const std::string& name : before) {
    if (!now.contains(name) && installed.contains(name)) gone.push_back(name);
  }
  if (gone.empty()) return absl::OkStatus();
  for (const std::string& name : gone) Say("removing " + name);
  return session.tool.Uninstall(gone, session.virtual_environment);
}

// The dependencies, from the shadow.
absl::StatusOr<int> InstallDependencies(const Session& session, const Shadow& shadow,
                                        const overlay::Variant& variant, PinnedLock pinned,
                                        Words words) {
  ACCEL_ASSIGN_OR_RETURN(const OrphanGuard guard,
                         OrphanGuard::Start({session.virtual_environment}));  // before a thread
  Network network(session, std::nullopt);
  ACCEL_ASSIGN_OR_RETURN(
      const MirroredIndex index,
      MirroredIndex::Open(variant.index, session.config.mirrors, network.index()));
  ACCEL_RETURN_IF_ERROR(WriteShadow(session, shadow, variant, std::move(pinned), index.url()));
  return RunAndWait(session.tool.CallInShadow(words, shadow.folder(), session.virtual_environment),
                    guard.channel());
}

}  // namespace

absl::StatusOr<int> InstallVariant(const Session& session, const Shadow& shadow,
                                   const overlay::Variant& variant, const Choice& choice,
                                   const InstallCall& call) {
  ACCEL_ASSIGN_OR_RETURN(PinnedLock pinned, LockOf(session, variant, choice));
  if (!session.quiet) SayUndone(session, variant);
  ACCEL_RETURN_IF_ERROR(RemoveGone(session, variant, call.before));
  const bool no_root = HasWord(call.arguments, "--no-root");
  if (!HasWord(call.arguments, "--only-root")) {
    Words words = call.words;
    if (!no_root) words.push_back("--no-root");
    ACCEL_ASSIGN_OR_RETURN(const int code,
                           InstallDependencies(session, shadow, variant, std::move(pinned), words));
    if (code != 0) return code;
    if (session.config.pin_style == "plain" && !HasWord(call.arguments, "--dry-run"))
      ACCEL_RETURN_IF_ERROR(NotePlain(session, variant));
  }
  if (no_root) return 0;
  return InstallRoot(session.project, session.interpreter, session.tool,
                     session.virtual_environment, clients::CacheFolder(session.environment),
                     call.words);
}

}  // namespace accel::shim::poetry
