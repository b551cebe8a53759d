// SPDX-License-Identifier: Apache-2.0
#include "shim/setup.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "compat/printable.h"
#include "shim/say.h"
#include "shim/whole_file.h"

namespace accel::shim {
namespace {

namespace fs = std::filesystem;

constexpr char kUsageText[] =
    "Usage: accel-shim setup poetry [--undo] [--dry-run]\n\n"
    "Makes `poetry` run accel-shim poetry in new shells: a link in ~/.local/share/accel/bin, and a "
    "line in the\nshell's start file that puts this folder first on PATH.\n\n"
    "  --undo     Take both back\n"
    "  --dry-run  Say what would be done\n";
constexpr char kMark[] = "  # by accel-shim setup";

struct Places {
  std::string link;    // ~/.local/share/accel/bin/poetry
  std::string shell;   // the start file
  std::string line;    // what it gets
  bool first = false;  // the folder is before the real tool on PATH already
};

std::string Or(const std::string& value, const std::string& otherwise) {
  return value.empty() ? otherwise : value;
}

std::string StartFile(const std::string& home, const clients::Environment& environment) {
  const std::string shell = fs::path(environment.Get("SHELL")).filename();
  if (shell == "fish") {
    return Or(environment.Get("XDG_CONFIG_HOME"), home + "/.config") + "/fish/conf.d/accel.fish";
  }
  if (shell == "zsh") return Or(environment.Get("ZDOTDIR"), home) + "/.zshrc";
  return home + (shell == "bash" ? "/.bashrc" : "/.profile");
}

absl::StatusOr<Places> PlacesFor(const std::string& tool, const clients::Environment& environment) {
  const std::string home = environment.Get("HOME");
  if (home.empty()) return compat::FailedPrecondition("HOME is not set; setup is for a user");
  const std::string folder =
      Or(environment.Get("XDG_DATA_HOME"), home + "/.local/share") + "/accel/bin";
  if (!fs::path(folder).is_absolute() || folder.find_first_of("'\n") != std::string::npos) {
    return compat::FailedPrecondition(
        compat::PrintSafe(folder) +
        ": must be an absolute path without quotes and line ends to stand in a start file");
  }
  Places places{folder + "/" + tool, StartFile(home, environment), "", false};
  places.line = (places.shell.ends_with(".fish") ? "set -gx PATH '" + folder + "' $PATH"
                                                 : "export PATH='" + folder + "':\"$PATH\"") +
                kMark;
  places.first = environment.Get("PATH").starts_with(folder + ":");
  return places;
}

// `text` without our lines.
std::string WithoutOurs(const std::string& text) {
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string line = text.substr(at, end - at);
    if (line.find(kMark + std::string("\n")) == std::string::npos && !line.ends_with(kMark))
      kept += line;
    at = end;
  }
  return kept;
}

// A start file that is a link (dotfiles) stays one.
absl::Status ReplaceStartFile(const std::string& path, const std::string& text) {
  std::error_code error;
  const fs::path real = TargetOf(path);
  fs::create_directories(real.parent_path(), error);
  return ReplaceWhole(real.string(), text);
}

absl::Status Link(const std::string& shim, const std::string& link) {
  std::error_code error;
  fs::create_directories(fs::path(link).parent_path(), error);
  fs::remove(link, error);
  fs::create_symlink(shim, link, error);
  return error ? absl::ErrnoToStatus(error.value(), link + ": cannot be made") : absl::OkStatus();
}

// The start file; empty where there is none. One that cannot be read is not to be written anew.
absl::StatusOr<std::string> ReadStartFile(const std::string& path) {
  absl::StatusOr<std::string> text = ReadWhole(path);
  return absl::IsNotFound(text.status()) ? std::string() : text;
}

absl::StatusOr<int> Do(const Places& places, const std::string& shim, bool dry) {
  ACCEL_ASSIGN_OR_RETURN(const std::string old, ReadStartFile(places.shell));
  const bool has_line = ("\n" + old).find("\n" + places.line) != std::string::npos;
  Say("link " + places.link + " -> " + shim);
  if (!has_line && !places.first) Say("line in " + places.shell + ": " + places.line);
  if (dry) return 0;
  ACCEL_RETURN_IF_ERROR(Link(shim, places.link));
  if (!has_line && !places.first) {
    const std::string end = old.empty() || old.ends_with('\n') ? "" : "\n";
    ACCEL_RETURN_IF_ERROR(ReplaceStartFile(places.shell, old + end + places.line + "\n"));
  }
  Say("done; a new shell runs accel-shim as " + fs::path(places.link).filename().string() +
      ". ACCEL_SHIM=off runs the bare tool, --undo takes this back");
  return 0;
}

absl::StatusOr<int> Undo(const Places& places, bool dry) {
  ACCEL_ASSIGN_OR_RETURN(const std::string old, ReadStartFile(places.shell));
  std::error_code error;
  const bool has_link = fs::is_symlink(fs::symlink_status(places.link, error));
  if (!has_link && WithoutOurs(old) == old) {
    Say("there is nothing to take back");
    return 0;
  }
  Say("remove " + places.link + ", and our line from " + places.shell);
  if (dry) return 0;
  error.clear();
  if (has_link) fs::remove(places.link, error);
  if (error) return absl::ErrnoToStatus(error.value(), places.link + ": cannot be removed");
  fs::remove(fs::path(places.link).parent_path(), error);  // where it is empty
  if (WithoutOurs(old) != old)
    ACCEL_RETURN_IF_ERROR(ReplaceStartFile(places.shell, WithoutOurs(old)));
  Say("done; shells that are open keep it until they end");
  return 0;
}

}  // namespace

absl::StatusOr<int> RunSetup(const std::vector<std::string>& words, const std::string& shim,
                             const clients::Environment& environment) {
  bool undo = false, dry = false;
  std::string tool;
  for (const std::string& word : words) {
    if (word == "--help" || word == "-h") {
      std::fputs(kUsageText, stdout);
      return 0;
    }
    if (word == "--undo") {
      undo = true;
    } else if (word == "--dry-run") {
      dry = true;
    } else if (word == "poetry" && tool.empty()) {
      tool = word;
    } else {
      tool.clear();
      break;
    }
  }
  if (tool.empty())
    return compat::InvalidArgument("run accel-shim setup poetry; see accel-shim setup --help");
  ACCEL_ASSIGN_OR_RETURN(const Places places, PlacesFor(tool, environment));
  return undo ? Undo(places, dry) : Do(places, shim, dry);
}

}  // namespace accel::shim
