// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/install.h"

#include <algorithm>

#include "shim/child.h"
#include "shim/installed.h"
#include "shim/orphan_guard.h"
#include "shim/overlay/locked_package.h"
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

std::string GroupsOf(const Session& session, const std::string& name) {
  for (const Pin& member : session.members) {
    if (member.name != name || member.groups.empty()) continue;
    if (!member.extras.empty()) return "-E " + member.extras.front();
    if (member.groups.front() != "main") return "--with " + member.groups.front();
  }
  return "";
}

// What stood there instead of what we had put there is told; and what this call, for other groups,
// has left there though it does not fit.
void SayUndone(const Session& session, const overlay::Variant& variant, const Installed& before) {
  const Installed after = BuildsIn(session);
  for (const Pin& pin : PinsOf(variant, session.members)) {
    const auto old = before.find(pin.name), now = after.find(pin.name);
    if (old == before.end() || now == after.end()) continue;
    const std::string there = compat::ToString(old->second);
    const bool right = compat::ToString(now->second) == pin.version;
    const std::string words = GroupsOf(session, pin.name);
    if (!right && !words.empty()) {
      Say(pin.name + " " + there + " is left there, which does not fit " + variant.tag +
          "; run accel-shim poetry install " + words);
    } else if (right && there != pin.version &&
               compat::PublicString(old->second) == compat::PublicString(now->second)) {
      Say(pin.name + " " + there + " was installed here, not " + pin.version + ": " +
          (compat::LocalString(old->second).empty()
               ? "a tool without accel-shim had put it there"
               : "it was for another machine or another lock") +
          "; it has been replaced");
    }
  }
}

// `source` is where Poetry is to ask for what lies on the variant's index.
absl::Status WriteShadow(const Session& session, const Shadow& shadow,
                         const overlay::Variant& variant, PinnedLock pinned,
                         const PinSource& source) {
  overlay::LockFile& lock = pinned.lock;
  for (overlay::Entry& entry : lock.entries) SetSourceUrl(variant.index, source.url, entry);
  if (session.config.pin_style == "plain") TakePlain(session, pinned);
  ACCEL_ASSIGN_OR_RETURN(const toml::table pyproject,
                         PinBuilds(session.project.pyproject, pinned.pins, source));
  ACCEL_ASSIGN_OR_RETURN(const HashStyle style, StyleOf(session));
  ACCEL_ASSIGN_OR_RETURN(const std::string hash, ContentHash(pyproject, style));
  lock.tail = WithContentHash(lock.tail, hash);
  return shadow.Write(ToText(pyproject), overlay::ToText(lock), session.project.paths);
}

// Kernel compilers of other builds (triton, triton-rocm) come into the same folder, so they leave
// before this build's own one comes.
void AddOtherCompilers(const Session& session, const overlay::LockFile& lock,
                       const Installed& installed, std::set<std::string>& names) {
  const std::set<std::string> wanted = overlay::NamesIn(lock);
  for (const auto& [name, version] : installed) {
    const bool is_compiler = name == "triton" || session.catalog->FindBinder(name) != nullptr;
    if (is_compiler && !wanted.contains(name)) names.insert(name);
  }
}

// The project's own wheels that stand there in other bytes: Poetry goes by the version alone.
void AddOtherWheels(const Session& session, const overlay::LockFile& lock,
                    std::set<std::string>& names) {
  for (const Pin& pin : OwnPins(session.members, session.own)) {
    const std::string there = InstalledHashOf(session, pin.name);
    if (!pin.wheel.empty() && !there.empty() && there != overlay::LockedHashOf(lock, pin.name))
      names.insert(pin.name);
  }
}

// What the call took out of the lock leaves the environment, as with bare Poetry: its `install`
// does not see what a lock no longer holds. A dry run tells what would.
absl::Status RemoveGone(const Session& session, const overlay::LockFile& lock,
                        std::set<std::string> names, bool dry_run) {
  const Installed installed = InstalledIn(session);
  std::erase_if(names, [&](const std::string& name) { return !installed.contains(name); });
  AddOtherCompilers(session, lock, installed, names);
  AddOtherWheels(session, lock, names);
  if (names.empty()) return absl::OkStatus();
  for (const std::string& name : names) Say((dry_run ? "would remove " : "removing ") + name);
  if (dry_run) return absl::OkStatus();
  return session.tool.Uninstall({names.begin(), names.end()}, session.virtual_environment);
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
  ACCEL_RETURN_IF_ERROR(WriteShadow(session, shadow, variant, std::move(pinned), index.source()));
  return RunAndWait(
      session.tool.CallInShadow(words, shadow.folder(), session.virtual_environment, index.login()),
      guard.channel());
}

}  // namespace

absl::StatusOr<int> InstallVariant(const Session& session, const Shadow& shadow,
                                   const overlay::Variant& variant, const Choice& choice,
                                   const InstallCall& call) {
  ACCEL_ASSIGN_OR_RETURN(PinnedLock pinned, LockOf(session, variant, choice));
  const bool dry_run = HasWord(call.arguments, "--dry-run");
  const Installed before = BuildsIn(session);
  ACCEL_RETURN_IF_ERROR(RemoveGone(session, pinned.lock, call.gone, dry_run));
  const bool no_root =
      std::find(call.words.begin(), call.words.end(), "--no-root") != call.words.end();
  if (!HasWord(call.arguments, "--only-root")) {
    Words words = call.words;
    if (!no_root) words.push_back("--no-root");
    ACCEL_ASSIGN_OR_RETURN(const int code,
                           InstallDependencies(session, shadow, variant, std::move(pinned), words));
    if (code != 0) return code;
    if (session.config.pin_style == "plain" && !dry_run)
      ACCEL_RETURN_IF_ERROR(NotePlain(session, variant));
    if (!session.quiet && !dry_run) SayUndone(session, variant, before);
  }
  if (no_root) return 0;
  return InstallRoot(session.project, session.interpreter, session.tool,
                     session.virtual_environment, clients::CacheFolder(session.environment),
                     call.words);
}

}  // namespace accel::shim::poetry
