// SPDX-License-Identifier: Apache-2.0
//
// What toml++ 3.3 does where it finds itself wrong, which simple mistakes in a file bring about
// ("a = [}", "[="): it throws, so that ParseToml can say so, and never ends the process. Every
// include of toml++ reads this first: TOML_CONFIG_HEADER of accel::toml (cmake/Dependencies.cmake).
#pragma once

#include <stdexcept>

namespace accel::clients {

struct TomlAssertion : std::logic_error {
  using std::logic_error::logic_error;
};

[[noreturn]] inline void FailTomlAssertion(const char* expression) {
  throw TomlAssertion(expression);
}

}  // namespace accel::clients

#define TOML_ASSERT(expression) \
  ((expression) ? static_cast<void>(0) : ::accel::clients::FailTomlAssertion(#expression))
