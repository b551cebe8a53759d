// SPDX-License-Identifier: Apache-2.0
//
// Passwords of index URLs, handed to pip as a netrc file in memory: redirects never carry them
// (pip 23.0 drops them there and `pip lock` writes them down), and nothing of them reaches a disk.
#pragma once

#include <string>
#include <vector>

namespace accel::shim::pip {

// The content for NETRC: the user's own file, and the user info of `urls` after it. Empty when no
// URL has any.
std::string NetrcFor(const std::vector<std::string>& urls, const std::string& own);

}  // namespace accel::shim::pip
