// SPDX-License-Identifier: Apache-2.0
//
// What is configured, and where each value came from: ACCEL_* variables, [tool.accel] of the
// nearest pyproject.toml, the user's config.toml, /etc/accel/config.toml, in this order. Promises
// an error with file, line and column for a file that cannot be read as TOML. Never heeds a
// pyproject.toml that belongs to somebody else (the rule of git's safe.directory), never switches
// verification off.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/compatibility.pb.h"
#include "clients/environment.h"
#include "compat/gpu_selection.h"
#include "compat/status.h"

namespace accel::clients {

// `from` is a prefix of URLs; the longest that matches decides. An index and the hosts of its files
// are mapped alike.
struct Mirror {
  std::string from, to;
  std::string origin;  // "ACCEL_MIRRORS", "/home/me/project/pyproject.toml:12"
};

struct ConfigValue {
  std::string key, value, origin;
};

struct Config {
  std::vector<Mirror> mirrors;  // first come, first served among equal prefixes
  std::string policy = "all";
  std::string policy_origin = "default";
  std::string pin_style = "local";  // how a build stands in an environment: "local", "plain"
  std::string pin_style_origin = "default";
  std::vector<std::string> notes;  // what was passed over, and why
};

// `folder` is where the search for pyproject.toml begins. `system_file` is /etc/accel/config.toml
// outside tests.
absl::StatusOr<Config> ReadConfig(const Environment& environment, const std::string& folder,
                                  const std::string& system_file = "/etc/accel/config.toml");

// "all", "best", "any" or "visible", as checked where it was read; anything else is ALL.
v1::Policy PolicyNamed(const std::string& name);

// The policy with the devices that the caller's CUDA_VISIBLE_DEVICES, HIP_VISIBLE_DEVICES and
// ZE_AFFINITY_MASK name, for VISIBLE; with none of them set every device is visible: ALL.
compat::GpuPolicy PolicyOfCaller(v1::Policy policy, const Environment& environment);

// Every value with its origin, for `accelctl config`. Mirrors without credentials.
std::vector<ConfigValue> ListConfig(const Config& config);

// `url` with the longest matching mirror applied.
std::string MapUrl(const std::string& url, const std::vector<Mirror>& mirrors);

// The URL that a mirror stands for: MapUrl backwards. One that lies on no mirror is its own.
std::string TrueUrl(const std::string& url, const std::vector<Mirror>& mirrors);

}  // namespace accel::clients
