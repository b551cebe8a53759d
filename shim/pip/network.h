// SPDX-License-Identifier: Apache-2.0
//
// How our own requests are made: as pip itself would ask, so that what the user set up for pip
// holds for us.
#pragma once

#include <string>

#include "clients/environment.h"
#include "shim/command_line.h"
#include "shim/index/curl_fetcher.h"
#include "shim/index/page_cache.h"
#include "shim/pip/arguments.h"
#include "shim/pip/settings.h"

namespace accel::shim::pip {

// pip's proxy, certificates and patience. TLS is verified whatever --trusted-host says.
index::CurlOptions FetchOptions(const Arguments& arguments, const Settings& settings,
                                const clients::Environment& environment);

// Pages are kept in the user's cache folder; --offline asks nobody.
index::CacheOptions PageCacheOptions(const CommandLine& line,
                                     const clients::Environment& environment);

// The content of NETRC, else of ~/.netrc; empty when there is none.
std::string OwnNetrc(const clients::Environment& environment);

}  // namespace accel::shim::pip
