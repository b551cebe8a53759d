// SPDX-License-Identifier: Apache-2.0
//
// Environment markers as PEP 508 defines them.
// Promises the answers of pypa/packaging's Marker.evaluate for the same environment.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "compat/status.h"

namespace accel::compat {

struct MarkerNode;  // one comparison, or `and` / `or` over two

// An empty marker holds everywhere.
struct Marker {
  std::shared_ptr<const MarkerNode> root;
};

// Values of the marker variables: "python_version" -> "3.12", "platform_system" -> "Linux", "extra" -> "". A variable that
// is missing compares as an empty string.
using MarkerEnvironment = std::map<std::string, std::string, std::less<>>;

absl::StatusOr<Marker> ParseMarker(std::string_view text);

bool Evaluate(const Marker& marker, const MarkerEnvironment& environment);

}  // namespace accel::compat
