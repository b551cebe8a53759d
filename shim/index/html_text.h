// SPDX-License-Identifier: Apache-2.0
//
// What can be told of an HTML page without parsing it, before a parser is given it: the parser's
// time grows with the square of the depth, and it takes a page that was cut short for a whole one.
#pragma once

#include <cstddef>
#include <string_view>

namespace accel::shim::index {

// True when more than 10 000 elements may be open at once. Elements that need no end tag (<br>,
// <meta>, <li>, …) do not count.
bool NestsTooDeep(std::string_view html);

// False when there is no </html>: a page that was cut short.
bool EndsAsDocument(std::string_view html);

}  // namespace accel::shim::index
