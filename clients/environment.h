// SPDX-License-Identifier: Apache-2.0
//
// The variables a child gets: a value that is read once, changed, and handed to the child. Never
// changes our own.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace accel::clients {

class Environment {
 public:
  static Environment OfThisProcess();
  explicit Environment(std::map<std::string, std::string, std::less<>> variables)
      : variables_(std::move(variables)) {}

  // Empty when unset.
  std::string Get(std::string_view name) const;
  bool Has(std::string_view name) const { return variables_.contains(name); }
  void Set(const std::string& name, const std::string& value) { variables_[name] = value; }
  void Unset(std::string_view name);

  // "NAME=value", as execve takes them.
  std::vector<std::string> Entries() const;

 private:
  std::map<std::string, std::string, std::less<>> variables_;
};

// What NO_PROXY and no_proxy must hold for a child that talks to us on the loopback.
std::string NoProxyWithLoopback(const Environment& environment);

// XDG_CACHE_HOME/accel, else HOME/.cache/accel; empty when neither is set (XDG Base Directory
// specification).
std::string CacheFolder(const Environment& environment);
// XDG_CONFIG_HOME/accel/config.toml, else HOME/.config/accel/config.toml; empty when neither is
// set.
std::string UserConfigFile(const Environment& environment);

}  // namespace accel::clients
