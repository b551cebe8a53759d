// SPDX-License-Identifier: Apache-2.0
//
// Environment markers as PEP 508 defines them.
// Promises the answers of pypa/packaging's Marker.evaluate for the same environment; a comparison
// that packaging refuses to make (`os_name ~= "2"`) is false.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "accel/v1/interpreter.pb.h"
#include "compat/status.h"

namespace accel::compat {

struct MarkerNode;  // one comparison, or `and` / `or` over several

// An empty marker holds everywhere.
struct Marker {
  std::shared_ptr<const MarkerNode> root;
};

// Values of the marker variables: "python_version" -> "3.12", "platform_system" -> "Linux", "extra"
// -> "". A variable that is missing compares as an empty string. "extras" and "dependency_groups"
// are sets, their names separated by commas.
using MarkerEnvironment = std::map<std::string, std::string, std::less<>>;

// INVALID_ARGUMENT says where it stops to be a marker. Parentheses nest at most 100 deep.
absl::StatusOr<Marker> ParseMarker(std::string_view text);

bool Evaluate(const Marker& marker, const MarkerEnvironment& environment);

// The variables of a Python on Linux. platform_release and platform_version are not known to it.
MarkerEnvironment MarkersOf(const v1::Interpreter& interpreter);

// ParseMarker reads it back as the same tree; "" for an empty marker. Only the parentheses that are
// needed.
std::string ToString(const Marker& marker);

}  // namespace accel::compat
