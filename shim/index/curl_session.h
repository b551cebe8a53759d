// SPDX-License-Identifier: Apache-2.0
//
// A loaded libcurl with one multi handle: connections are kept from one fetch to the next.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "shim/index/curl_fetcher.h"
#include "shim/index/curl_library.h"

namespace accel::shim::index {

class Transfer;

class CurlSession {
 public:
  // `options` outlives the session. Errors as LoadCurl.
  static absl::StatusOr<std::unique_ptr<CurlSession>> Open(const CurlOptions& options);
  ~CurlSession();
  CurlSession(const CurlSession&) = delete;
  CurlSession& operator=(const CurlSession&) = delete;

  std::vector<absl::StatusOr<Response>> FetchAll(std::span<const Request> requests);

 private:
  CurlSession(const CurlOptions& options, const CurlLibrary& curl, CURLM* multi);
  bool Cancelled() const;

  const CurlOptions& options_;
  CurlLibrary curl_;
  CURLM* multi_;

  friend class Batch;
};

}  // namespace accel::shim::index
