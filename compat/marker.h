// SPDX-License-Identifier: Apache-2.0
//
// Environment markers as PEP 508 defines them, and those of wheel variants (PEP 825, "Environment
// markers"): `"nvidia" in variant_namespaces`, `"nvidia :: sm_arch" not in variant_features`,
// `"nvidia :: sm_arch :: 90_real" in variant_properties`, `variant_label == "cu130"`.
// Promises the answers of pypa/packaging's Marker.evaluate for the same environment, which for a
// variant is variantlib's get_variant_environment_dict; a comparison that packaging refuses to make
// (`os_name ~= "2"`) is false. Never asks whether a name of a variant is a valid one: what is none
// is in no set.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "accel/v1/compatibility.pb.h"
#include "accel/v1/interpreter.pb.h"
#include "compat/status.h"

namespace accel::compat {

struct MarkerNode;  // one comparison, or `and` / `or` over several

// An empty marker holds everywhere.
struct Marker {
  std::shared_ptr<const MarkerNode> root;
};

// Values of the marker variables: "python_version" -> "3.12", "platform_system" -> "Linux", "extra"
// -> "". A variable that is missing compares as an empty string. "extras", "dependency_groups" and
// "variant_namespaces", "variant_features" and "variant_properties" are sets, their names separated
// by commas. Without variables of a variant it is the environment of a wheel that is none: empty
// sets, and "variant_label" is "".
using MarkerEnvironment = std::map<std::string, std::string, std::less<>>;

// INVALID_ARGUMENT says where it stops to be a marker. Parentheses nest at most 100 deep. A set of
// a variant stands behind a quoted string and `in` or `not in`; PEP 825 has no other use for it.
absl::StatusOr<Marker> ParseMarker(std::string_view text);

bool Evaluate(const Marker& marker, const MarkerEnvironment& environment);

// The variables of a Python on Linux. platform_release and platform_version are not known to it.
MarkerEnvironment MarkersOf(const v1::Interpreter& interpreter);

// The variables of the wheel variant that is being installed. PEP 825: the properties are those
// that the machine supports, not all that the wheel has; the caller has left out the others.
MarkerEnvironment MarkersOf(const v1::Variant& variant);

// ParseMarker reads it back as the same tree; "" for an empty marker. Only the parentheses that are
// needed.
std::string ToString(const Marker& marker);

}  // namespace accel::compat
