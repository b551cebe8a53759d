// SPDX-License-Identifier: Apache-2.0
#include "shim/setup.h"

#include <algorithm>
#include <filesystem>

#include "shim/say.h"
#include "shim/whole_file.h"

namespace accel::shim {
namespace {

namespace fs = std::filesystem;

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
  if (folder.find('\'') != std::string::npos)
    return compat::FailedPrecondition(folder + ": a quote in a folder's name is not for a shell");
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
    if (line.find(kMark) == std::string::npos) kept += line;
    at = end;
  }
  return kept;
}

// A start file that is a link (dotfiles) stays one.
absl::Status ReplaceStartFile(const std::string& path, const std::string& text) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(path, error);
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

absl::StatusOr<int> Do(const Places& places, const std::string& shim, bool dry) {
  const std::string old = ReadWhole(places.shell).value_or("");
  const bool has_line = old.find(places.line) != std::string::npos;
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
  const absl::StatusOr<std::string> old = ReadWhole(places.shell);
  Say("remove " + places.link + ", and our line from " + places.shell);
  if (dry) return 0;
  std::error_code error;
  if (fs::is_symlink(places.link, error)) fs::remove(places.link, error);
  if (error) return absl::ErrnoToStatus(error.value(), places.link + ": cannot be removed");
  if (old.ok() && WithoutOurs(*old) != *old)
    ACCEL_RETURN_IF_ERROR(ReplaceStartFile(places.shell, WithoutOurs(*old)));
  Say("done; shells that are open keep it until they end");
  return 0;
}

}  // namespace

absl::StatusOr<int> RunSetup(const std::vector<std::string>& words, const std::string& shim,
                             const clients::Environment& environment) {
  bool undo = false, dry = false;
  std::string tool;
  for (const std::string& word : words) {
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
    return compat::InvalidArgument("usage: accel-shim setup poetry [--undo] [--dry-run]");
  ACCEL_ASSIGN_OR_RETURN(const Places places, PlacesFor(tool, environment));
  return undo ? Undo(places, dry) : Do(places, shim, dry);
}

}  // namespace accel::shim
