// SPDX-License-Identifier: Apache-2.0
//
// write(2) until everything is written.
#pragma once

#include <string_view>

namespace accel::shim::index {

// False with errno set when the rest cannot be written.
bool WriteAll(int fd, std::string_view bytes);

}  // namespace accel::shim::index
