// SPDX-License-Identifier: Apache-2.0
//
// How deep a page nests, as far as it can be told without parsing it. The parser's time grows with
// the square of the depth, and pages of indexes are flat.
#pragma once

#include <cstddef>
#include <string_view>

namespace accel::shim::index {

// True when more than 10 000 elements may be open at once. Elements that need no end tag (<br>,
// <meta>, <li>, …) do not count.
bool NestsTooDeep(std::string_view html);

}  // namespace accel::shim::index
