// SPDX-License-Identifier: Apache-2.0
//
// The dynamic linker's cache, /etc/ld.so.cache: which file a library's name leads to.
// Promises bounded work on hostile bytes. Source: glibc sysdeps/generic/dl-cache.h (struct
// cache_file_new).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace accel::probes {

// The path of the first 64-bit entry called `name`. An empty string when the cache has none;
// nullopt when `bytes` is no such cache.
std::optional<std::string> FindInLdCache(std::string_view bytes, std::string_view name);

}  // namespace accel::probes
