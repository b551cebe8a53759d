// SPDX-License-Identifier: Apache-2.0
//
// Fetches over the network with the system's libcurl, which is loaded at the first fetch and not
// before. Promises verified TLS, the user's proxies and netrc as curl reads them, at most
// `max_redirects` redirects. Never installs a signal handler, never writes to a terminal, never
// switches verification off.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shim/index/fetcher.h"

namespace accel::shim::index {

struct CurlOptions {
  std::string ca_bundle;             // PEM file; empty = libcurl's own
  std::string ca_folder;             // hashed certificates; empty = libcurl's own
  std::string netrc_file;            // empty = ~/.netrc
  std::optional<std::string> proxy;  // for every URL, "" = none; nullopt = the environment's
  std::string user_agent = "accel-shim";
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::seconds stall_timeout{20};  // below 1 KiB/s for so long = given up
  int max_redirects = 5;
  int parallel = 16;  // connections at the same time
  const std::atomic<bool>* cancel =
      nullptr;  // when it turns true, fetches end with CANCELLED within 0.2 s
  std::vector<std::string> libraries = {"libcurl.so.4", "libcurl-gnutls.so.4"};  // first that loads
};

// The files that the user's environment names: PIP_CERT, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE,
// SSL_CERT_FILE (first that is set), SSL_CERT_DIR, NETRC. Proxies are read by libcurl itself. `get`
// is getenv or a test's.
CurlOptions CurlOptionsFromEnvironment(const std::function<const char*(const char*)>& get);

class CurlSession;

// Not for several threads at once.
class CurlFetcher : public Fetcher {
 public:
  explicit CurlFetcher(CurlOptions options);
  ~CurlFetcher() override;

  absl::StatusOr<Response> Fetch(const Request& request) override;
  std::vector<absl::StatusOr<Response>> FetchAll(std::span<const Request> requests) override;

 private:
  CurlOptions options_;
  std::unique_ptr<CurlSession> session_;  // null until the first fetch; keeps connections
};

}  // namespace accel::shim::index
