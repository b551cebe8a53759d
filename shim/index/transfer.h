// SPDX-License-Identifier: Apache-2.0
//
// One request on its way: a libcurl handle, the hops it took, what came back so far.
// Promises to hand over credentials only to the origin they were given for, and never to leave TLS.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "shim/index/curl_fetcher.h"
#include "shim/index/curl_library.h"
#include "shim/index/header_fields.h"
#include "shim/index/url.h"

namespace accel::shim::index {

// Pinned in memory: libcurl keeps pointers to it.
class Transfer {
 public:
  // `start` is when the fetch began: the deadline counts from there.
  Transfer(const CurlLibrary& curl, const CurlOptions& options, const Request& request, Url url,
           std::chrono::steady_clock::time_point start);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Readies the handle for the next hop; add it to a multi handle afterwards. nullptr when there is
  // no memory.
  CURL* Prepare();
  // What the finished hop gave: nullopt = a redirect, Prepare() again.
  std::optional<absl::StatusOr<Response>> Finish(CURLcode code);

 private:
  using Hop = std::optional<absl::StatusOr<Response>>;
  template <typename Value>
  void Set(CURLoption option, Value value);
  void SetTarget();
  void SetCredentials();
  void SetHeaders();
  void SetLimits();
  void SetTrust();
  Hop Follow();
  absl::StatusOr<Response> Take(long status);

  static std::size_t OnHeader(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t OnBody(char* data, std::size_t size, std::size_t count, void* self);

  const CurlLibrary& curl_;
  const CurlOptions& options_;
  const Request& request_;
  const Url origin_;  // with the user's credentials, if any
  Url current_;       // without
  std::chrono::steady_clock::time_point deadline_;
  CURL* easy_ = nullptr;
  curl_slist* headers_ = nullptr;
  std::array<char, CURL_ERROR_SIZE> detail_{};
  HeaderFields fields_;
  std::string body_;
  bool too_large_ = false;
  int redirects_ = 0;
};

}  // namespace accel::shim::index
