// SPDX-License-Identifier: Apache-2.0
//
// What a file of the page cache holds, and how long it may be used. Pure: bytes in, values out.
// Promises that bytes which were not written by this code, or changed since, are no entry.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "shim/index/page_cache.h"

namespace accel::shim::index {

// The file name for `request`: its hash where it names one, else that of its Accept value and its
// URL without credentials.
std::string EntryName(const Request& request);

// nullopt when a header value holds a line end.
std::optional<std::string> WriteEntry(const Request& request, const CachedPage& page);

// nullopt unless `bytes` are a whole entry for `request`.
std::optional<CachedPage> ReadEntry(const Request& request, std::string_view bytes);

// RFC 9111 §5.2.2, as far as a private cache needs it.
struct CacheControl {
  bool no_store = false;
  std::chrono::seconds max_age{0};  // 0: ask before each use
};
CacheControl ParseCacheControl(std::string_view value);

}  // namespace accel::shim::index
