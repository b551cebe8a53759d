// SPDX-License-Identifier: Apache-2.0
#include "shim/index/curl_fetcher.h"

#include <filesystem>
#include <initializer_list>
#include <system_error>
#include <utility>

#include "shim/index/curl_session.h"

namespace accel::shim::index {

CurlOptions CurlOptionsFromEnvironment(const std::function<const char*(const char*)>& get) {
  auto first = [&get](std::initializer_list<const char*> names) -> std::string {
    for (const char* name : names) {
      const char* value = get(name);
      if (value != nullptr && *value != '\0') return value;
    }
    return {};
  };
  CurlOptions options;
  options.ca_bundle = first({"PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"});
  options.ca_folder = first({"SSL_CERT_DIR"});
  std::error_code error;
  if (std::filesystem::is_directory(options.ca_bundle, error)) {  // pip takes either
    options.ca_folder = std::exchange(options.ca_bundle, "");
  }
  options.netrc_file = first({"NETRC"});
  return options;
}

CurlFetcher::CurlFetcher(CurlOptions options) : options_(std::move(options)) {}

CurlFetcher::~CurlFetcher() = default;

absl::StatusOr<Response> CurlFetcher::Fetch(const Request& request) {
  return std::move(FetchAll({&request, 1}).front());
}

std::vector<absl::StatusOr<Response>> CurlFetcher::FetchAll(std::span<const Request> requests) {
  if (requests.empty()) return {};
  if (session_ == nullptr) {
    absl::StatusOr<std::unique_ptr<CurlSession>> session = CurlSession::Open(options_);
    if (!session.ok()) {
      return std::vector<absl::StatusOr<Response>>(requests.size(), session.status());
    }
    session_ = *std::move(session);
  }
  return session_->FetchAll(requests);
}

}  // namespace accel::shim::index
