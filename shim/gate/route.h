// SPDX-License-Identifier: Apache-2.0
//
// What a path asks the gate for, and the token that makes the path unguessable. Pure but for the
// randomness.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compat/status.h"

namespace accel::shim::gate {

struct Route {
  int index = 0;
  std::string name;  // normalised
};

// 64 hexadecimal digits from the system's random numbers. UNAVAILABLE when it has none.
absl::StatusOr<std::string> NewToken();

// "/TOKEN/INDEX/simple/NAME/", with or without the last "/". nullopt for every other path, a name
// that PEP 508 does not allow, or an index beyond 999. Takes as long for a wrong token as for the
// right one.
std::optional<Route> ParseRoute(std::string_view path, std::string_view token);

}  // namespace accel::shim::gate
