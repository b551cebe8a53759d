// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/options.h"

#include <algorithm>
#include <array>
#include <set>

namespace accel::shim::pip {
namespace {

// clang-format off
constexpr std::array kWithValue = {
    "abi", "all-releases", "build-constraint", "build-option", "cache-dir", "cert", "client-cert",
    "config-setting", "config-settings", "constraint", "default-timeout", "dest",
    "destination-dir", "destination-directory", "editable", "exists-action", "extra-index-url",
    "find-links", "format", "global-option", "group", "hash", "implementation", "index-url",
    "install-option", "keyring-provider", "local-log", "log", "log-file", "no-binary",
    "only-binary", "only-final", "output", "platform", "prefix", "progress-bar", "proxy",
    "pypi-url", "python", "python-version", "refresh-package", "report", "requirement",
    "requirements-from-script", "resume-retries", "retries", "root", "root-user-action", "source",
    "source-dir", "source-directory", "src", "target", "timeout", "trusted-host",
    "upgrade-strategy", "uploaded-prior-to", "use-deprecated", "use-feature", "wheel-dir"};

constexpr std::array kWithoutValue = {
    "break-system-packages", "check-build-dependencies", "compile", "debug",
    "disable-pip-version-check", "dry-run", "force-reinstall", "help", "ignore-installed",
    "ignore-requires-python", "isolated", "no-build-isolation", "no-cache-dir", "no-clean",
    "no-color", "no-compile", "no-dependencies", "no-deps", "no-index", "no-input",
    "no-proxy-env", "no-python-version-warning", "no-require-hashes", "no-use-pep517", "no-user",
    "no-verify", "no-warn-conflicts", "no-warn-script-location", "only-dependencies", "only-deps",
    "pre", "prefer-binary", "quiet", "require-hashes", "require-venv", "require-virtualenv",
    "upgrade", "use-pep517", "user", "verbose", "version"};

constexpr std::array kInFiles = {
    "all-releases", "config-setting", "config-settings", "constraint", "editable",
    "extra-index-url", "find-links", "global-option", "hash", "index-url", "install-option",
    "no-binary", "no-index", "no-require-hashes", "only-binary", "only-final", "pre",
    "prefer-binary", "pypi-url", "require-hashes", "requirement", "trusted-host", "use-feature"};

constexpr std::array<ShortOption, 18> kShort = {{
    {'r', "requirement", true}, {'c', "constraint", true}, {'e', "editable", true},
    {'t', "target", true}, {'i', "index-url", true}, {'f', "find-links", true},
    {'d', "dest", true}, {'w', "wheel-dir", true}, {'C', "config-settings", true},
    {'o', "output", true}, {'b', "build", true}, {'U', "upgrade", false},
    {'q', "quiet", false}, {'v', "verbose", false}, {'h', "help", false},
    {'V', "version", false}, {'I', "ignore-installed", false}, {'x', "exclude", false},
}};
// clang-format on

// Aliases of one option under one name.
std::string Canonical(std::string name) {
  if (name == "pypi-url") return "index-url";
  if (name == "no-dependencies") return "no-deps";
  if (name == "default-timeout") return "timeout";
  if (name == "config-setting") return "config-settings";
  return name;
}

template <typename Visit>
void ForEachName(Where where, const Visit& visit) {
  if (where == Where::kFile) {
    std::for_each(kInFiles.begin(), kInFiles.end(), visit);
    return;
  }
  std::for_each(kWithValue.begin(), kWithValue.end(), visit);
  std::for_each(kWithoutValue.begin(), kWithoutValue.end(), visit);
}

}  // namespace

const ShortOption* FindShort(char letter) {
  const auto found = std::find_if(kShort.begin(), kShort.end(),
                                  [&](const ShortOption& s) { return s.letter == letter; });
  return found == kShort.end() ? nullptr : &*found;
}

bool TakesValue(std::string_view option) {
  return std::find(kWithValue.begin(), kWithValue.end(), option) != kWithValue.end();
}

bool IsOption(std::string_view name, Where where) {
  bool found = false;
  ForEachName(where, [&](std::string_view option) { found = found || option == name; });
  return found;
}

// optparse: an exact name, else the one name that it begins.
std::optional<std::string> FullName(const std::string& typed, Where where) {
  if (IsOption(typed, where)) return Canonical(typed);
  std::set<std::string> matches;
  ForEachName(where, [&](std::string_view option) {
    if (option.starts_with(typed)) matches.insert(Canonical(std::string(option)));
  });
  if (matches.empty()) return typed;
  return matches.size() == 1 ? std::optional(*matches.begin()) : std::nullopt;
}

}  // namespace accel::shim::pip
