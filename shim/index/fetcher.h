// SPDX-License-Identifier: Apache-2.0
//
// The seam between the shim and the network: everything that asks an index asks a Fetcher.
// Promises complete answers only: a body that was cut short, too large or of another hash is an
// error. Never follows a redirect from https to http, never sends credentials to another host than
// they were given for.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "compat/status.h"

namespace accel::shim::index {

struct Request {
  std::string url;     // http or https; may carry the user's credentials
  std::string accept;  // header value; empty = anything (page.h: kAcceptPage)
  std::size_t max_bytes = std::size_t{64} << 20;  // of the decoded body
  std::chrono::milliseconds deadline{60'000};     // from the start of the fetch, redirects included
  std::string sha256;  // 64 lower-case hex digits the body must have; empty = whatever it has
  std::string range;   // bytes of the file: "0-99", "-99" for the last ones; empty = all of them
  std::string if_none_match;      // an ETag, as the server sent it; empty = unconditional
  std::string if_modified_since;  // an HTTP date, as the server sent it
};

struct Response {
  int status = 0;            // 200, 304, or 206 where a range was asked for and given
  std::string final_url;     // after redirects, without credentials: the base of relative links
  std::string content_type;  // header values as sent; empty = not sent
  std::string body;
  std::string etag;
  std::string last_modified;
  std::string cache_control;
  std::string content_range;  // of 206: "bytes 0-99/1234"
  bool not_modified = false;  // the server said 304; the body is empty unless a cache filled it in
};

class Fetcher {
 public:
  virtual ~Fetcher() = default;

  // Every other answer than those is an error that reads "cannot fetch URL: why; what to do":
  // NOT_FOUND (404, 410) · UNAUTHENTICATED (401) · PERMISSION_DENIED (403) · UNAVAILABLE (429, 5xx,
  // no connection, name not found) · DEADLINE_EXCEEDED · CANCELLED · RESOURCE_EXHAUSTED (over
  // max_bytes) · DATA_LOSS (cut short, wrong hash) · FAILED_PRECONDITION (TLS, redirects, other
  // answers, no libcurl) · INVALID_ARGUMENT (not an http(s) URL).
  virtual absl::StatusOr<Response> Fetch(const Request& request) = 0;

  // One result per request, in their order; side by side where the implementation can. One failure
  // spoils no other.
  virtual std::vector<absl::StatusOr<Response>> FetchAll(std::span<const Request> requests);
};

// OK when `body` has the hash that `request` asks for, or it asks for none; else DATA_LOSS.
absl::Status CheckHash(const Request& request, const std::string& body);

}  // namespace accel::shim::index
