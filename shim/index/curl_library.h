// SPDX-License-Identifier: Apache-2.0
//
// The functions of libcurl that the fetcher calls, found at run time: linking libcurl would cost
// every start of the shim more than all its other work. Never unloads the library: its TLS back end
// registers functions that run when the process ends.
#pragma once

#include <curl/curl.h>

#include <string>
#include <vector>

#include "compat/status.h"

namespace accel::shim::index {

struct CurlLibrary {
  decltype(&::curl_global_init) global_init = nullptr;
  decltype(&::curl_easy_init) easy_init = nullptr;
  decltype(&::curl_easy_setopt) easy_setopt = nullptr;
  decltype(&::curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&::curl_easy_reset) easy_reset = nullptr;
  decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&::curl_easy_strerror) easy_strerror = nullptr;
  decltype(&::curl_slist_append) slist_append = nullptr;
  decltype(&::curl_slist_free_all) slist_free_all = nullptr;
  decltype(&::curl_multi_init) multi_init = nullptr;
  decltype(&::curl_multi_setopt) multi_setopt = nullptr;
  decltype(&::curl_multi_add_handle) multi_add_handle = nullptr;
  decltype(&::curl_multi_remove_handle) multi_remove_handle = nullptr;
  decltype(&::curl_multi_perform) multi_perform = nullptr;
  decltype(&::curl_multi_poll) multi_poll = nullptr;  // curl 7.66
  decltype(&::curl_multi_info_read) multi_info_read = nullptr;
  decltype(&::curl_multi_cleanup) multi_cleanup = nullptr;
};

// The first of `names` that loads and has every function. FAILED_PRECONDITION tells what the loader
// said and what to install.
absl::StatusOr<CurlLibrary> LoadCurl(const std::vector<std::string>& names);

}  // namespace accel::shim::index
