// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/verify_command.h"

#include <algorithm>
#include <filesystem>

#include "clients/table.h"
#include "clients/toml_text.h"
#include "shim/explain.h"
#include "shim/host_source.h"
#include "shim/outcome.h"
#include "shim/overlay/comparison.h"
#include "shim/overlay/locked_package.h"
#include "shim/poetry/decision.h"
#include "shim/poetry/plain_variant.h"
#include "shim/poetry/refresh.h"
#include "shim/poetry/session.h"
#include "shim/poetry/words.h"
#include "shim/record.h"
#include "shim/say.h"

namespace accel::shim::poetry {
namespace {

using SitePackages = std::vector<std::string>;

// The names that the variant brings and the environment must have: what is always installed.
std::set<std::string> RequiredOf(const Session& session) {
  std::set<std::string> names;
  for (const Pin& member : session.members) {
    const bool in_main =
        member.groups.empty() ||
        std::find(member.groups.begin(), member.groups.end(), "main") != member.groups.end();
    if (in_main && member.extras.empty()) names.insert(member.name);
  }
  return names;
}

// What is said of the files.
std::string Words(const RecordCheck& check) {
  std::string words;
  if (!check.changed.empty()) {
    words = std::to_string(check.changed.size()) + " of " + std::to_string(check.files) +
            " changed or gone: " + check.changed.front();
  }
  if (!check.added.empty()) {
    words += (words.empty() ? "" : "; ") + std::to_string(check.added.size()) +
             " not in RECORD: " + check.added.front();
  }
  return words.empty() ? std::to_string(check.files) + " as installed" : words;
}

// What the build brings.
std::set<std::string> NamesOf(const overlay::Variant& variant, const std::vector<Pin>& members) {
  std::set<std::string> names;
  for (const overlay::Entry& entry : variant.difference.entries) names.insert(entry.name);
  if (!IsPlain(variant)) return names;
  for (const Pin& member : members) names.insert(member.name);
  return names;
}

bool AreAsInstalled(const std::string& files) { return files.ends_with(" as installed"); }

// A package and, where the build brings it, its files.
struct Checked {
  overlay::Compared package;
  std::string files;
  std::vector<std::string> added{};  // whole paths
  bool IsRight() const { return package.agrees && (files.empty() || AreAsInstalled(files)); }
};

Checked CheckFiles(overlay::Compared package, const SitePackages& folders,
                   const Recorded& recorded) {
  const std::string dist_info = DistInfoOf(folders, package.name);
  absl::StatusOr<RecordCheck> check = CheckRecord(dist_info, &recorded);
  if (!check.ok()) return {std::move(package), std::string(check.status().message())};
  Checked checked{std::move(package), Words(*check), std::move(check->added)};
  for (std::string& path : checked.added)
    path = std::filesystem::path(dist_info).replace_filename(path).string();
  return checked;
}

// `lock` has the hashes of the project's own wheels.
std::vector<Checked> CheckFiles(const Session& session, std::vector<overlay::Compared> packages,
                                const std::set<std::string>& of_build,
                                const overlay::LockFile& lock) {
  const SitePackages folders = SitePackagesOf(session);
  const Recorded recorded = ReadRecorded(folders);
  std::vector<Checked> checked;
  for (overlay::Compared& package : packages) {
    if (!of_build.contains(package.name) || package.installed.empty()) {
      checked.push_back({std::move(package), ""});
      continue;
    }
    const std::string archive = InstalledHashOf(session, package.name);
    checked.push_back(CheckFiles(std::move(package), folders, recorded));
    if (!archive.empty() && archive != overlay::LockedHashOf(lock, checked.back().package.name))
      checked.back().files = "from another archive than the locked one";
  }
  return checked;
}

// What the build brings, and what is wrong.
std::string Table(const std::vector<Checked>& packages) {
  std::vector<std::vector<std::string>> rows = {{"PACKAGE", "LOCKED", "INSTALLED", "FILES"}};
  for (const Checked& checked : packages) {
    const auto& [name, locked, installed, agrees] = checked.package;
    if (checked.IsRight() && checked.files.empty()) continue;
    rows.push_back({name, locked, installed.empty() ? "not there" : installed, checked.files});
  }
  return rows.size() > 1 ? clients::FormatTable(rows) : "";
}

std::string Json(const Session& session, const Choice& choice,
                 const std::vector<Checked>& packages) {
  toml::array list;
  for (const Checked& checked : packages) {
    const auto& [name, locked, installed, agrees] = checked.package;
    toml::table entry{{"name", name}, {"locked", locked}, {"verified", checked.IsRight()}};
    if (!installed.empty()) entry.insert("installed", installed);
    if (!checked.files.empty()) entry.insert("files", checked.files);
    list.push_back(std::move(entry));
  }
  return clients::ToJson(toml::table{{"environment", session.virtual_environment},
                                     {"tag", choice.tag()},
                                     {"packages", std::move(list)}});
}

// Something that builds were chosen for is installed, or must be.
bool HasMember(const Session& session) {
  const Installed installed = InstalledIn(session);
  return !RequiredOf(session).empty() ||
         std::any_of(session.members.begin(), session.members.end(),
                     [&](const Pin& member) { return installed.contains(member.name); });
}

bool IsDamaged(const Checked& checked) { return checked.package.agrees && !checked.IsRight(); }

// What pip leaves where it takes a package out, for RECORD does not list it.
absl::Status RemoveAdded(const Checked& checked) {
  for (const std::string& path : checked.added) {
    std::error_code error;
    std::filesystem::remove(path, error);
    if (error) return absl::ErrnoToStatus(error.value(), path + ": cannot be removed");
  }
  return absl::OkStatus();
}

// What is at its version and yet not as it was installed leaves: Poetry goes by the version alone.
absl::Status Repair(const Session& session, const std::vector<Checked>& packages) {
  std::vector<std::string> names;
  for (const Checked& checked : packages) {
    if (IsDamaged(checked)) names.push_back(checked.package.name);
  }
  if (names.empty()) return absl::OkStatus();
  for (const std::string& name : names) Say("removing " + name);
  ACCEL_RETURN_IF_ERROR(session.tool.Uninstall(names, session.virtual_environment));
  for (const Checked& checked : packages) {
    if (IsDamaged(checked)) ACCEL_RETURN_IF_ERROR(RemoveAdded(checked));
  }
  return absl::OkStatus();
}

struct Options {
  bool as_json = false, repair = false;
};

absl::StatusOr<int> Verify(const Session& session, const Options& options) {
  ACCEL_ASSIGN_OR_RETURN(const overlay::AccelLock lock, FreshOverlay(session));
  ACCEL_ASSIGN_OR_RETURN(const v1::Host host,
                         FindHost(session.line, session.environment, *session.catalog));
  const compat::Question question = QuestionFor(session, host);
  ACCEL_ASSIGN_OR_RETURN(const Choice choice, ChooseLocked(session, lock, question));
  const overlay::Variant& variant = *overlay::FindVariant(lock, choice.tag());
  const std::set<std::string> of_build = NamesOf(variant, session.members);
  ACCEL_ASSIGN_OR_RETURN(const PinnedLock pinned, LockOf(session, variant, choice));
  const Installed installed = BuildsIn(session);
  const compat::MarkerEnvironment python = compat::MarkersOf(session.interpreter);
  ACCEL_ASSIGN_OR_RETURN(const overlay::LockFile here,
                         overlay::WithoutForeign(pinned.lock, python));
  ACCEL_ASSIGN_OR_RETURN(const std::set<std::string> needed,
                         overlay::Needed(here, RequiredOf(session), installed, python));
  const std::vector<Checked> packages =
      CheckFiles(session, overlay::Compare(here, needed, installed), of_build, pinned.lock);
  Print(options.as_json ? Json(session, choice, packages) : Table(packages));
  const auto wrong = std::count_if(packages.begin(), packages.end(),
                                   [](const Checked& checked) { return !checked.IsRight(); });
  if (!HasMember(session)) {
    Say("nothing to verify: " + Summary(choice, question) +
        " is not installed here; it belongs to an extra or a group that is not installed");
    return 0;
  }
  if (wrong == 0) {
    Say("verified: " + Summary(choice, question));
    return 0;
  }
  if (options.repair) ACCEL_RETURN_IF_ERROR(Repair(session, packages));
  const bool damaged = std::any_of(packages.begin(), packages.end(), &IsDamaged);
  Say(std::to_string(wrong) + " of " + std::to_string(packages.size()) + " packages in " +
      session.virtual_environment + " are not as " + overlay::kLockName + " says for " +
      Summary(choice, question) + "; run accel-shim " +
      (damaged && !options.repair ? "verify --repair" : "poetry install"));
  return kRefused;
}

}  // namespace

absl::StatusOr<int> RunVerify(const CommandLine& line, const Tool& tool,
                              const clients::Environment& environment) {
  CLI::App app("Is the environment what accel.lock says for this machine?", "accel-shim verify");
  Options options;
  app.add_flag("--json", options.as_json, "For programs");
  app.add_flag("--repair", options.repair,
               "Take out packages whose files are not as installed; the next accel-shim poetry "
               "install puts them there");
  return RunInProject(app, line, tool, environment,
                      [&](const Session& session) { return Verify(session, options); });
}

}  // namespace accel::shim::poetry
