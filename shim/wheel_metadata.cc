// SPDX-License-Identifier: Apache-2.0
#include "shim/wheel_metadata.h"

#include "compat/name.h"
#include "compat/requirement.h"

namespace accel::shim {
namespace {

constexpr std::string_view kField = "Requires-Dist:";

// Lines for an extra do not bind; every other marker is about the machine or the Python and is
// taken to hold.
bool IsForExtra(std::string_view line) {
  const std::size_t marker = line.find(';');
  return marker != std::string_view::npos &&
         line.substr(marker).find("extra") != std::string_view::npos;
}

}  // namespace

std::string RequiredVersions(std::string_view metadata, std::string_view name) {
  std::string specifiers;
  while (!metadata.empty()) {
    const std::size_t end = metadata.find('\n');
    std::string_view line = metadata.substr(0, end);
    metadata.remove_prefix(end == std::string_view::npos ? metadata.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;  // the description follows
    if (!line.starts_with(kField) || IsForExtra(line)) continue;
    const absl::StatusOr<compat::Requirement> requirement =
        compat::ParseRequirement(line.substr(kField.size()));
    if (!requirement.ok() || compat::NormalizeName(requirement->name) != name) continue;
    const std::string text = compat::ToString(requirement->specifiers);
    if (!text.empty()) specifiers += (specifiers.empty() ? "" : ",") + text;
  }
  return specifiers;
}

}  // namespace accel::shim
