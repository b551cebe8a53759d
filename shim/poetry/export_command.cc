// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/export_command.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

#include "clients/toml_text.h"
#include "compat/printable.h"
#include "shim/host_source.h"
#include "shim/overlay/bill_of_materials.h"
#include "shim/overlay/hashed_requirements.h"
#include "shim/overlay/pylock.h"
#include "shim/overlay/selection.h"
#include "shim/poetry/decision.h"
#include "shim/poetry/file_places.h"
#include "shim/poetry/lock_fit.h"
#include "shim/poetry/refresh.h"
#include "shim/poetry/session.h"
#include "shim/poetry/tags.h"
#include "shim/poetry/words.h"
#include "shim/say.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {
namespace {

using Packages = std::vector<overlay::LockedPackage>;

struct Options {
  std::string tag, format = "pylock", output;
  std::vector<std::string> groups, extras;
};

absl::StatusOr<bool> ReadOptions(const std::vector<std::string>& words, Options& options) {
  CLI::App app("Writes the lock of one tag in a form that others read.", "accel-shim export");
  bool sbom = false;
  app.add_option("--for", options.tag, "The tag; else the one for this machine")
      ->type_name("TAG")
      ->check(CheckTag);
  CLI::Option* format =
      app.add_option("-f,--format", options.format,
                     "pylock (PEP 751; default), requirements (with hashes, for this Python) or "
                     "cyclonedx")
          ->check(CLI::IsMember({"pylock", "requirements", "cyclonedx"}));
  app.add_flag("--sbom", sbom, "The same as --format cyclonedx")->excludes(format);
  app.add_option("-o,--output", options.output,
                 "Where to; - is standard output. Default: pylock.TAG.toml, requirements.TAG.txt, "
                 "bom.TAG.cdx.json in the project")
      ->type_name("FILE");
  AddRepeatable(app, "--with", options.groups, "GROUP", "A group beside main, not for pylock");
  AddRepeatable(app, "-E,--extras", options.extras, "EXTRA", "An extra, not for pylock");
  ACCEL_ASSIGN_OR_RETURN(const bool helped, ReadWords(app, words));
  if (sbom) options.format = "cyclonedx";
  if (options.format == "pylock" && options.groups.size() + options.extras.size() > 0)
    return compat::InvalidArgument("a pylock holds all groups and extras; leave --with and -E out");
  return helped;
}

absl::StatusOr<std::string> TagFor(const Session& session, const overlay::AccelLock& lock,
                                   const Options& options) {
  if (options.tag.empty()) {
    ACCEL_ASSIGN_OR_RETURN(const v1::Host host,
                           FindHost(session.line, session.environment, *session.catalog));
    ACCEL_ASSIGN_OR_RETURN(const Choice choice,
                           ChooseLocked(session, lock, QuestionFor(session, host)));
    return choice.tag();
  }
  if (overlay::FindVariant(lock, options.tag) != nullptr) return options.tag;
  return LacksTag(session, options.tag, "accel-shim lock --for " + options.tag);
}

// A group of pyproject.toml that is not installed unasked.
bool IsOptional(const toml::table& pyproject, const std::string& group) {
  return pyproject["tool"]["poetry"]["group"][group]["optional"].value_or(false);
}

absl::StatusOr<overlay::PylockHead> HeadOf(const Session& session, const Packages& packages) {
  overlay::PylockHead head;
  ACCEL_ASSIGN_OR_RETURN(const toml::table tail,
                         clients::ParseToml(session.project.lock.tail, session.project.LockPath()));
  head.requires_python = tail["metadata"]["python-versions"].value_or(std::string());
  if (const toml::table* extras = tail["extras"].as_table()) {
    for (const auto& [name, list] : *extras) head.extras.emplace_back(name.str());
  }
  std::set<std::string> groups;
  for (const overlay::LockedPackage& package : packages) {
    for (const overlay::Group& group : package.groups) groups.insert(group.name);
  }
  groups.erase("main");
  head.groups.assign(groups.begin(), groups.end());
  for (const std::string& group : groups) {
    if (!IsOptional(session.project.pyproject, group)) head.default_groups.push_back(group);
  }
  return head;
}

// What others read holds no login of ours, which is said.
Packages WithoutLogins(Packages packages) {
  std::set<std::string> urls;
  for (overlay::LockedPackage& package : packages) {
    if (overlay::DropLogin(package)) urls.insert(compat::PrintSafe(package.source->url));
  }
  std::string places;
  for (const std::string& url : urls) places += (places.empty() ? "" : ", ") + url;
  if (!urls.empty())
    Say("the user and password for " + places +
        " are left out; who installs from this needs a login there (netrc)");
  return packages;
}

absl::StatusOr<std::string> Pylock(const Session& session, const Packages& packages) {
  ACCEL_ASSIGN_OR_RETURN(const overlay::PylockHead head, HeadOf(session, packages));
  ACCEL_ASSIGN_OR_RETURN(const overlay::Located located, Locate(session, packages));
  return overlay::ToPylock(head, WithoutLogins(packages), located);
}

// What is on the machine already is not for others to install.
absl::StatusOr<Packages> PackagesOf(const Session& session, const overlay::Variant& variant) {
  ACCEL_ASSIGN_OR_RETURN(const overlay::LockFile lock,
                         overlay::LockFor(session.project.lock, variant));
  ACCEL_ASSIGN_OR_RETURN(Packages packages, overlay::ReadLockedPackages(lock));
  for (const Pin& pin : OwnPins(session.members, session.own)) {
    if (variant.tag == kOwnTag && pin.wheel.empty())
      std::erase_if(packages, [&](const auto& package) { return package.name == pin.name; });
  }
  return packages;
}

absl::Status CheckNames(const Packages& packages, const Options& options) {
  std::set<std::string> groups, extras;
  for (const overlay::LockedPackage& package : packages) {
    for (const overlay::Group& group : package.groups) {
      groups.insert(group.name);
      for (const std::string& extra : overlay::ExtrasIn(group.marker)) extras.insert(extra);
    }
  }
  for (const std::string& group : options.groups) {
    if (!groups.contains(group))
      return compat::InvalidArgument("no package is in a group " + group);
  }
  for (const std::string& extra : options.extras) {
    if (!extras.contains(extra))
      return compat::InvalidArgument("no package is in an extra " + extra);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Content(const Session& session, const overlay::Variant& variant,
                                    const Options& options) {
  ACCEL_ASSIGN_OR_RETURN(const Packages packages, PackagesOf(session, variant));
  ACCEL_RETURN_IF_ERROR(CheckNames(packages, options));
  if (options.format == "pylock") return Pylock(session, packages);
  ACCEL_ASSIGN_OR_RETURN(Packages selected,
                         overlay::Select(packages, {compat::MarkersOf(session.interpreter),
                                                    options.groups, options.extras}));
  selected = WithoutLogins(std::move(selected));
  if (options.format == "requirements") {
    return overlay::ToHashedRequirements(
        "The " + variant.tag + " builds for Python " + session.interpreter.version() + " on " +
            session.interpreter.platform() + ", from poetry.lock and accel.lock.",
        selected);
  }
  ACCEL_ASSIGN_OR_RETURN(const std::vector<compat::Tag> tags,
                         compat::SupportedTags(session.interpreter));
  return overlay::ToBillOfMaterials(NameOfProject(session.project.pyproject), selected, tags);
}

std::string DefaultOutput(const Session& session, const std::string& tag,
                          const std::string& format) {
  const std::string name = format == "pylock"         ? overlay::PylockName(tag)
                           : format == "requirements" ? "requirements." + tag + ".txt"
                                                      : "bom." + tag + ".cdx.json";
  return session.project.folder + "/" + name;
}

// Nobody named the place, so it may be anybody's link.
absl::Status CheckNoLink(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_symlink(path, error)) return absl::OkStatus();
  return compat::FailedPrecondition(path + ": is a link; name it with -o to write where it leads");
}

// A link is followed; a device or a pipe is written into.
absl::Status WriteTo(const std::string& path, const std::string& content) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status))
    return ReplaceWhole(TargetOf(path), content);
  std::ofstream file(path, std::ios::binary);
  file << content << std::flush;
  return file ? absl::OkStatus() : compat::FailedPrecondition(path + ": cannot be written to");
}

absl::StatusOr<int> Export(const Session& session, const Options& options) {
  ACCEL_ASSIGN_OR_RETURN(const overlay::AccelLock lock, FreshOverlay(session));
  ACCEL_ASSIGN_OR_RETURN(const std::string tag, TagFor(session, lock, options));
  ACCEL_ASSIGN_OR_RETURN(const std::string content,
                         Content(session, *overlay::FindVariant(lock, tag), options));
  if (options.output == "-") {
    std::fputs(content.c_str(), stdout);
    return 0;
  }
  const std::string unasked = DefaultOutput(session, tag, options.format);
  const std::string path = options.output.empty() ? unasked : options.output;
  if (options.output.empty()) ACCEL_RETURN_IF_ERROR(CheckNoLink(path));
  ACCEL_RETURN_IF_ERROR(WriteTo(path, content));
  Say("wrote " + path);
  return 0;
}

}  // namespace

absl::StatusOr<int> RunExport(const CommandLine& line, const Tool& tool,
                              const clients::Environment& environment) {
  Options options;
  ACCEL_ASSIGN_OR_RETURN(const bool helped, ReadOptions(line.arguments, options));
  if (helped) return 0;
  ACCEL_ASSIGN_OR_RETURN(const Session session, OpenSessionHere(line, tool, environment));
  if (!session.members.empty()) {
    ACCEL_RETURN_IF_ERROR(CheckLockFits(session));
    return Export(session, options);
  }
  return compat::FailedPrecondition(
      "poetry.lock holds no package that has builds; such a project is for poetry export, which "
      "needs the plugin poetry-plugin-export");
}

}  // namespace accel::shim::poetry
