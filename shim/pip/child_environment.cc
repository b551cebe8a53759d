// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/child_environment.h"

#include <algorithm>

namespace accel::shim::pip {
namespace {

std::vector<std::string_view> Replaced(const PipRequest& request) {
  std::vector<std::string_view> replaced = {"index-url", "extra-index-url", "proxy"};
  if (!request.proxy.empty()) replaced.push_back("no-proxy-env");  // the variables are ours then
  return replaced;
}

// "PIP_EXTRA_INDEX_URL"
std::string VariableOf(const std::string& option) {
  std::string name = "PIP_" + option;
  for (char& c : name) c = c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return name;
}

// An append option must be set, or a file's value would be used; the gate answers for a second
// time what it answered.
std::string ExtraIndexes(const GateFiles& gate) {
  std::string extra;
  for (std::size_t i = 1; i < gate.indexes.size(); ++i) extra += gate.indexes[i] + " ";
  return extra.empty() ? gate.indexes[0] : extra;
}

// Hosts that are asked without a proxy.
std::string WithoutProxy(const PipRequest& request, const clients::Environment& environment) {
  if (!request.proxy.empty()) return "127.0.0.1";  // pip's own option asks everybody through it
  return clients::NoProxyWithLoopback(environment);
}

}  // namespace

std::string ChildConfig(const PipRequest& request, const GateFiles& gate,
                        const std::vector<ConfigEntry>& files) {
  Settings ours(request.lists.begin(), request.lists.end());
  ours["proxy"] = "";
  if (!gate.indexes.empty()) {
    ours["index-url"] = gate.indexes[0];
    ours["extra-index-url"] = ExtraIndexes(gate);
  }
  const bool matters = std::any_of(files.begin(), files.end(), [&](const ConfigEntry& entry) {
    return ours.contains(entry.option);
  });
  return matters ? ConfigFile(files, ours) : "";
}

clients::Environment ChildEnvironment(const PipRequest& request, const GateFiles& gate,
                                      clients::Environment environment) {
  const std::string direct = WithoutProxy(request, environment);
  for (const char* name : {"no_proxy", "NO_PROXY"}) environment.Set(name, direct);
  if (!request.proxy.empty()) {
    for (const char* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"})
      environment.Set(name, request.proxy);
    environment.Unset("PIP_PROXY");
  }
  if (!gate.config.empty()) environment.Set("PIP_CONFIG_FILE", gate.config);
  for (const auto& [option, names] : request.lists) environment.Set(VariableOf(option), names);
  if (!gate.indexes.empty()) {
    environment.Set("PIP_INDEX_URL", gate.indexes[0]);
    environment.Set("PIP_EXTRA_INDEX_URL", ExtraIndexes(gate));
  }
  if (!gate.netrc.empty()) environment.Set("NETRC", gate.netrc);
  environment.Unset("ACCEL_MIRRORS");  // may hold passwords, which are no business of a build
  environment.Set("ACCEL_SHIM_INSIDE", "1");
  return environment;
}

std::vector<std::string> ChildArguments(const PipRequest& request, const GateFiles& gate,
                                        const std::vector<std::string>& more) {
  std::vector<std::string> words = request.arguments.launcher;
  const std::vector<std::string_view> replaced = Replaced(request);
  std::vector<std::string> ours;
  if (!gate.indexes.empty()) {
    ours = {"--index-url", gate.indexes[0]};
    // --isolated ignores variables.
    for (std::size_t i = 1; i < gate.indexes.size() && Has(request.arguments, "isolated"); ++i) {
      ours.insert(ours.end(), {"--extra-index-url", gate.indexes[i]});
    }
  }
  if (!request.proxy.empty()) ours.push_back("--proxy=");  // beats pip.conf
  if (!gate.constraints.empty()) ours.insert(ours.end(), {"--constraint", gate.constraints});
  ours.insert(ours.end(), more.begin(), more.end());
  // Ours go behind the verb, which may also be the value of an option before it ("--log install
  // install").
  Arguments up_to_verb = request.arguments;
  up_to_verb.rest.clear();
  std::vector<std::string> theirs = WordsWithout(request.arguments, replaced);
  const auto behind_verb = static_cast<std::ptrdiff_t>(WordsWithout(up_to_verb, replaced).size());
  theirs.insert(theirs.begin() + behind_verb, ours.begin(), ours.end());
  words.insert(words.end(), theirs.begin(), theirs.end());
  return words;
}

}  // namespace accel::shim::pip
