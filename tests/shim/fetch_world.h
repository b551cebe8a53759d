// SPDX-License-Identifier: Apache-2.0
//
// The shortest words for fetching from a server of the test's own.
#pragma once

#include <string>

#include "shim/index/curl_fetcher.h"
#include "tests/shim/loopback_server.h"

namespace accel::shim::index {

using Seen = LoopbackServer::Seen;

inline constexpr char kPage[] = "<html></html>";

inline CurlOptions NoNetrc() {
  CurlOptions options;
  options.netrc_file = "/dev/null";
  return options;
}

inline Request To(const std::string& url) {
  Request request;
  request.url = url;
  request.deadline = std::chrono::seconds(20);
  return request;
}

inline absl::StatusOr<Response> FetchFrom(const std::string& url) {
  return CurlFetcher(NoNetrc()).Fetch(To(url));
}

// A server that gives every request the same answer.
inline LoopbackServer::Handler Always(const std::string& answer) {
  return [answer](const Seen&) { return answer; };
}

inline std::string RedirectTo(const std::string& url) {
  return HttpAnswer("302 Found", "Location: " + url + "\r\n", "");
}

}  // namespace accel::shim::index
