// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/settings.h"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <sstream>

#include "shim/child.h"
#include "shim/index/private_folder.h"
#include "shim/index/sha256.h"
#include "shim/index/url.h"

namespace accel::shim::pip {
namespace {

constexpr std::chrono::milliseconds kPatience{60'000};
constexpr std::size_t kLongestUrl = 4096;
constexpr std::string_view kEnvironment = ":env:";

// The repr() of a Python string: quotes around, backslash escapes inside.
std::string Unquote(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '\'' || text.front() == '"') &&
      text.back() == text.front()) {
    text = text.substr(1, text.size() - 2);
  }
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      plain += text[i];
      continue;
    }
    const char escaped = text[++i];
    plain += escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped;
  }
  return plain;
}

int Rank(std::string_view section, std::string_view verb) {
  if (section == kEnvironment) return 3;
  if (section == verb) return 2;
  return section == "global" ? 1 : 0;
}

std::string IdentityOf(const std::string& program) {
  struct stat file{};
  if (stat(program.c_str(), &file) != 0) return "";
  return program + "|" + std::to_string(file.st_ino) + "|" + std::to_string(file.st_mtim.tv_sec) +
         "|" + std::to_string(file.st_size);
}

std::string NameFor(const std::vector<std::string>& tool) {
  std::string identity = IdentityOf(tool[0]);
  for (const std::string& word : tool) identity += "|" + word;
  return "pip-default-index-" + index::Sha256Hex(identity).substr(0, 32);
}

}  // namespace

std::vector<std::string> SplitWords(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

Configuration ParseConfigList(std::string_view output, std::string_view verb) {
  Configuration configuration;
  std::map<std::string, int, std::less<>> ranks;
  std::istringstream lines{std::string(output)};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) continue;
    const std::size_t dot = line.rfind('.', equals);
    if (dot == std::string::npos) continue;
    ConfigEntry entry{line.substr(0, dot), line.substr(dot + 1, equals - dot - 1),
                      Unquote(std::string_view(line).substr(equals + 1))};
    const int rank = Rank(entry.section, verb);
    if (rank > 0 && rank >= ranks[entry.option]) {
      ranks[entry.option] = rank;
      configuration.settings[entry.option] = entry.value;
    }
    if (entry.section != kEnvironment) configuration.files.push_back(std::move(entry));
  }
  return configuration;
}

std::string ConfigFile(const std::vector<ConfigEntry>& files, const Settings& ours) {
  std::map<std::string, std::map<std::string, std::string>> sections;
  for (const ConfigEntry& entry : files)
    sections[entry.section][entry.option] = ours.contains(entry.option) ? "" : entry.value;
  for (const auto& [option, value] : ours) sections["global"][option] = value;
  std::string text;
  for (const auto& [section, options] : sections) {
    text += "[" + section + "]\n";
    for (const auto& [option, value] : options) {
      text += option + " =";
      std::istringstream lines(value);
      for (std::string line; std::getline(lines, line);) text += "\t" + line + "\n";
      if (value.empty()) text += "\n";
    }
  }
  return text;
}

std::string Setting(const Settings& settings, std::string_view option) {
  const auto it = settings.find(option);
  return it == settings.end() ? std::string() : it->second;
}

std::string ValueOrSetting(const Arguments& arguments, const Settings& settings,
                           std::string_view option) {
  return Has(arguments, option) ? LastValue(arguments, option) : Setting(settings, option);
}

bool IsTrue(std::string_view value) {
  std::string lower(value);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  for (const char* yes : {"y", "yes", "t", "true", "on", "1"}) {
    if (lower == yes) return true;
  }
  return false;
}

Configuration ReadConfiguration(const std::vector<std::string>& tool, const Arguments& arguments,
                                const clients::Environment& environment) {
  std::vector<std::string> command = tool;
  const std::string python = LastValue(arguments, "python");
  if (!python.empty()) command.insert(command.end(), {"--python", python});
  command.insert(command.end(), {"config", "list"});
  if (Has(arguments, "isolated")) command.push_back("--isolated");
  const absl::StatusOr<Printed> printed = Capture({command, environment, ""}, kPatience);
  if (!printed.ok() || printed->exit_code != 0) return {};
  return ParseConfigList(printed->out, arguments.verb);
}

std::string ParseDefaultIndex(std::string_view help) {
  std::string text;
  for (const std::string& word : SplitWords(help)) text += word + " ";
  const std::size_t option = text.find("--index-url <url>");
  const std::size_t mark = option == std::string::npos ? option : text.find("(default ", option);
  if (mark == std::string::npos) return "";
  const std::string url = text.substr(mark + 9, text.find(')', mark) - mark - 9);
  return index::LooksLikeUrl(url) ? url : "";
}

absl::StatusOr<std::string> DefaultIndex(const std::vector<std::string>& tool,
                                         const clients::Environment& environment,
                                         const std::string& cache_folder) {
  // Best effort: a cache that cannot be used costs half a second.
  const absl::StatusOr<index::PrivateFolder> memory = index::PrivateFolder::Open(cache_folder);
  const std::string name = NameFor(tool);
  if (memory.ok()) {
    const absl::StatusOr<std::string> known = memory->Read(name, kLongestUrl);
    if (known.ok() && index::ParseUrl(*known).ok()) return *known;
  }
  clients::Environment wide = environment;
  wide.Set("COLUMNS", "1000");
  std::vector<std::string> command = tool;
  command.insert(command.end(), {"install", "--isolated", "--help"});
  ACCEL_ASSIGN_OR_RETURN(const Printed printed, Capture({command, wide, ""}, kPatience));
  const std::string url = ParseDefaultIndex(printed.out);
  if (url.empty()) {
    return compat::FailedPrecondition(tool[0] +
                                      ": its help names no default index; pass --index-url");
  }
  if (memory.ok()) (void)memory->Replace(name, url);
  return url;
}

}  // namespace accel::shim::pip
