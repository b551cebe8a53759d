// SPDX-License-Identifier: Apache-2.0
#include "clients/environment.h"

#include <unistd.h>

#include <sstream>

namespace accel::clients {
namespace {

// Relative values are to be ignored, says the XDG specification.
std::string XdgFolder(const Environment& environment, const char* variable,
                      const char* below_home) {
  const std::string folder = environment.Get(variable);
  if (folder.starts_with('/')) return folder;
  const std::string home = environment.Get("HOME");
  return home.starts_with('/') ? home + below_home : "";
}

}  // namespace

Environment Environment::OfThisProcess() {
  std::map<std::string, std::string, std::less<>> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos)
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return Environment(std::move(variables));
}

std::string Environment::Get(std::string_view name) const {
  const auto it = variables_.find(name);
  return it == variables_.end() ? "" : it->second;
}

void Environment::Unset(std::string_view name) {
  const auto it = variables_.find(name);
  if (it != variables_.end()) variables_.erase(it);
}

std::vector<std::string> Environment::Entries() const {
  std::vector<std::string> entries;
  for (const auto& [name, value] : variables_) entries.push_back(name + "=" + value);
  return entries;
}

std::string NoProxyWithLoopback(const Environment& environment) {
  // The two spellings may differ; each tool reads the one it knows.
  const std::string lower = environment.Get("no_proxy");
  const std::string list = lower.empty() ? environment.Get("NO_PROXY") : lower;
  if (list.empty()) return "127.0.0.1";
  return list == "*" ? list : list + ",127.0.0.1";
}

std::string CacheFolder(const Environment& environment) {
  const std::string base = XdgFolder(environment, "XDG_CACHE_HOME", "/.cache");
  return base.empty() ? "" : base + "/accel";
}

std::string UserConfigFile(const Environment& environment) {
  const std::string base = XdgFolder(environment, "XDG_CONFIG_HOME", "/.config");
  return base.empty() ? "" : base + "/accel/config.toml";
}

}  // namespace accel::clients
