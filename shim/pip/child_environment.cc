// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/child_environment.h"

namespace accel::shim::pip {
namespace {

std::vector<std::string_view> Replaced(const PipRequest& request) {
  std::vector<std::string_view> replaced = {"index-url", "extra-index-url", "proxy"};
  if (!request.proxy.empty()) replaced.push_back("no-proxy-env");  // the variables are ours then
  return replaced;
}

void AddToList(clients::Environment& environment, const std::string& name,
               const std::string& entry) {
  const std::string value = environment.Get(name);
  environment.Set(name, value.empty() ? entry : value + "," + entry);
}

}  // namespace

const char kNoProxyConfig[] =
    "[global]\nproxy =\n[install]\nproxy =\n[download]\nproxy =\n[wheel]\nproxy =\n[lock]\nproxy "
    "=\n";

clients::Environment ChildEnvironment(const PipRequest& request, const GateFiles& gate,
                                      clients::Environment environment) {
  // The two spellings may differ; each tool reads the one it knows.
  const std::string lower = environment.Get("no_proxy"), upper = environment.Get("NO_PROXY");
  environment.Set("no_proxy", lower.empty() ? upper : lower);
  AddToList(environment, "no_proxy", "127.0.0.1");
  environment.Set("NO_PROXY", environment.Get("no_proxy"));
  if (!request.proxy.empty()) {
    for (const char* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"})
      environment.Set(name, request.proxy);
    environment.Unset("PIP_PROXY");
  }
  if (!gate.config.empty()) environment.Set("PIP_CONFIG_FILE", gate.config);
  for (const auto& [option, names] : request.lists)
    environment.Set(option == "constraint" ? "PIP_CONSTRAINT" : "PIP_REQUIREMENT", names);
  if (!gate.indexes.empty()) {
    std::string extra;
    for (std::size_t i = 1; i < gate.indexes.size(); ++i) extra += gate.indexes[i] + " ";
    environment.Set("PIP_INDEX_URL", gate.indexes[0]);
    environment.Set("PIP_EXTRA_INDEX_URL", extra.empty() ? gate.indexes[0] : extra);
  }
  if (!gate.netrc.empty()) environment.Set("NETRC", gate.netrc);
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
