// SPDX-License-Identifier: Apache-2.0
//
// Why a page could not be fetched and what to do about it: libcurl's codes and HTTP's, as errors of
// ours.
#pragma once

#include <curl/curl.h>

#include <string>

#include "compat/status.h"

namespace accel::shim::index {

// "cannot fetch URL: why": `url` is shown without credentials and query. `why` ends with what to
// do.
absl::Status FetchError(absl::StatusCode code, const std::string& url, const std::string& why);

// `detail` is libcurl's own sentence.
absl::Status TransferError(const std::string& url, CURLcode code, const std::string& detail);

// For every status but 200 and 304.
absl::Status HttpError(const std::string& url, long status);

}  // namespace accel::shim::index
