// SPDX-License-Identifier: Apache-2.0
//
// Where a file of a page lies. A page of torch names thousands of files, nearly all of them the way
// ToString would write them: those are taken as they are.
// Promises what Join and ToString give, without user info and fragment.
#pragma once

#include <string>
#include <string_view>

#include "compat/status.h"
#include "shim/index/url.h"

namespace accel::shim::index {

// `reference` as seen from the page at `base`. Errors as Join's.
absl::StatusOr<std::string> FileUrl(const Url& base, std::string_view reference);

// The last segment of the path of a URL that FileUrl gave, decoded.
std::string FileNameOf(std::string_view url);

}  // namespace accel::shim::index
