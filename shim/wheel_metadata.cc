// SPDX-License-Identifier: Apache-2.0
#include "shim/wheel_metadata.h"

#include <algorithm>

#include "compat/ascii.h"
#include "compat/name.h"
#include "compat/requirement.h"

namespace accel::shim {
namespace {

// Lines for an extra do not bind; every other marker is about the machine or the Python and is
// taken to hold.
bool IsForExtra(std::string_view line) {
  const std::size_t marker = line.find(';');
  return marker != std::string_view::npos &&
         line.substr(marker).find("extra") != std::string_view::npos;
}

bool IsForOneOf(const std::vector<std::string>& extras, std::string_view line) {
  return std::any_of(extras.begin(), extras.end(), [&](const std::string& extra) {
    return line.find("extra == \"" + extra + "\"") != std::string_view::npos ||
           line.find("extra == '" + extra + "'") != std::string_view::npos;
  });
}

// The values of the header lines `field` ("name:"), which may be written in any case; the
// description follows an empty line.
std::vector<std::string_view> ValuesOf(std::string_view metadata, std::string_view field) {
  std::vector<std::string_view> values;
  while (!metadata.empty()) {
    const std::size_t end = metadata.find('\n');
    std::string_view line = metadata.substr(0, end);
    metadata.remove_prefix(end == std::string_view::npos ? metadata.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    if (compat::ToLower(line.substr(0, field.size())) != field) continue;
    values.push_back(compat::Trim(line.substr(field.size())));
  }
  return values;
}

}  // namespace

std::string NameOf(std::string_view metadata) {
  const std::vector<std::string_view> names = ValuesOf(metadata, "name:");
  return names.empty() ? "" : compat::NormalizeName(names.front());
}

std::string RequiredVersions(std::string_view metadata, std::string_view name) {
  std::string specifiers;
  for (const std::string_view line : ValuesOf(metadata, "requires-dist:")) {
    if (IsForExtra(line)) continue;
    const absl::StatusOr<compat::Requirement> requirement = compat::ParseRequirement(line);
    if (!requirement.ok() || compat::NormalizeName(requirement->name) != name) continue;
    const std::string text = compat::ToString(requirement->specifiers);
    if (!text.empty()) specifiers += (specifiers.empty() ? "" : ",") + text;
  }
  return specifiers;
}

std::map<std::string, Required> RequirementsOf(std::string_view metadata,
                                               const std::vector<std::string>& extras) {
  std::map<std::string, Required> required;
  for (const std::string_view line : ValuesOf(metadata, "requires-dist:")) {
    const absl::StatusOr<compat::Requirement> requirement = compat::ParseRequirement(line);
    if (!requirement.ok() || (IsForExtra(line) && !IsForOneOf(extras, line))) continue;
    const std::string text = compat::ToString(requirement->specifiers);
    if (!text.empty())
      required[compat::NormalizeName(requirement->name)] = {text, requirement->extras};
  }
  return required;
}

}  // namespace accel::shim
