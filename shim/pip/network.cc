// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/network.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "shim/say.h"

namespace accel::shim::pip {

index::CurlOptions FetchOptions(const Arguments& arguments, const Settings& settings,
                                const clients::Environment& environment) {
  std::string value;
  index::CurlOptions options =
      index::CurlOptionsFromEnvironment([&](const char* name) -> const char* {
        value = environment.Get(name);
        return value.empty() ? nullptr : value.c_str();
      });
  // pip's timeout is the longest silence it bears; so is ours.
  const int seconds = std::atoi(ValueOrSetting(arguments, settings, "timeout").c_str());
  if (seconds > 0) options.stall_timeout = std::chrono::seconds(seconds);
  const std::string certificate = ValueOrSetting(arguments, settings, "cert");
  if (!certificate.empty()) options.ca_bundle = certificate;
  const std::string proxy = ValueOrSetting(arguments, settings, "proxy");
  if (!proxy.empty() || Has(arguments, "no-proxy-env")) options.proxy = proxy;
  return options;
}

index::CacheOptions PageCacheOptions(const CommandLine& line,
                                     const clients::Environment& environment) {
  index::CacheOptions options;
  const std::string folder = clients::CacheFolder(environment);
  if (!folder.empty()) options.folder = folder + "/pages";
  if (line.offline) options.network = index::Network::kOffline;
  options.note = [](const std::string& text) { Say(text); };
  return options;
}

std::string OwnNetrc(const clients::Environment& environment) {
  const std::string named = environment.Get("NETRC");
  std::ifstream file(named.empty() ? environment.Get("HOME") + "/.netrc" : named);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace accel::shim::pip
