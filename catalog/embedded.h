// SPDX-License-Identifier: Apache-2.0
//
// The catalogue that is compiled in: catalog/*.textproto in binary form (protobuf wire format of
// accel.v1.Catalog).
#pragma once

#include <string_view>

namespace accel::catalog {

// Lives as long as the program.
std::string_view EmbeddedBytes();

}  // namespace accel::catalog
