// SPDX-License-Identifier: Apache-2.0
#include "compat/device_code.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace accel::compat {
namespace {

// Targets for Tegra only: binaries for them run on nothing else, and theirs run no other SASS.
constexpr std::array<std::pair<int, int>, 4> kTegraTargets = {{{5, 3}, {6, 2}, {7, 2}, {8, 7}}};

bool IsTegraTarget(int major, int minor) {
  return std::find(kTegraTargets.begin(), kTegraTargets.end(), std::pair(major, minor)) !=
         kTegraTargets.end();
}

std::optional<int> ParseNumber(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

}  // namespace

std::optional<DeviceTarget> ParseDeviceTarget(std::string_view value) {
  DeviceTarget target;
  if (value.ends_with("_real")) {
    value.remove_suffix(5);
  } else if (value.ends_with("_virtual")) {
    target.kind = DeviceTarget::Kind::kVirtual;
    value.remove_suffix(8);
  } else {
    return std::nullopt;
  }
  if (value.ends_with('a')) target.scope = DeviceTarget::Scope::kExact;
  if (value.ends_with('f')) target.scope = DeviceTarget::Scope::kFamily;
  if (target.scope != DeviceTarget::Scope::kCompatible) value.remove_suffix(1);
  const std::optional<int> number = ParseNumber(value);
  if (!number || *number < 10 || *number > 9999) return std::nullopt;
  target.major = *number / 10;
  target.minor = *number % 10;
  return target;
}

std::optional<ComputeCapability> ParseComputeCapability(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::optional<int> major = ParseNumber(text.substr(0, dot));
  const std::optional<int> minor = ParseNumber(text.substr(dot + 1));
  if (!major || !minor || *major < 1 || *major > 999 || *minor > 9) return std::nullopt;
  return ComputeCapability{*major, *minor, IsTegraTarget(*major, *minor)};
}

bool Runs(const DeviceTarget& target, const ComputeCapability& gpu) {
  const bool same = target.major == gpu.major && target.minor == gpu.minor;
  if (target.scope == DeviceTarget::Scope::kExact) return same;
  if (target.scope == DeviceTarget::Scope::kFamily) {
    return target.major == gpu.major && gpu.minor >= target.minor;
  }
  if (target.kind == DeviceTarget::Kind::kVirtual) {
    return std::pair(gpu.major, gpu.minor) >= std::pair(target.major, target.minor);
  }
  if (gpu.exact_only || IsTegraTarget(target.major, target.minor)) return same;
  return target.major == gpu.major && gpu.minor >= target.minor;
}

}  // namespace accel::compat
