// SPDX-License-Identifier: Apache-2.0
#include "shim/index/fetch_error.h"

#include "compat/printable.h"

namespace accel::shim::index {
namespace {

constexpr char kNetwork[] = "; check the network, the proxy settings and the URL";
constexpr char kAgain[] = "; try again";

bool IsTls(CURLcode code) {
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR ||
         code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_CIPHER ||
         code == CURLE_SSL_ISSUER_ERROR || code == CURLE_SSL_CERTPROBLEM;
}

bool IsCutShort(CURLcode code) {
  return code == CURLE_PARTIAL_FILE || code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR ||
         code == CURLE_BAD_CONTENT_ENCODING || code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM;
}

}  // namespace

absl::Status FetchError(absl::StatusCode code, const std::string& url, const std::string& why) {
  return absl::Status(code, "cannot fetch " + compat::PrintSafeUrl(url) + ": " + why);
}

absl::Status TransferError(const std::string& url, CURLcode code, const std::string& detail) {
  std::string why = compat::PrintSafe(detail);
  if (IsTls(code)) {
    return FetchError(absl::StatusCode::kFailedPrecondition, url,
                      "the server's certificate was not accepted (" + why +
                          "); if a proxy signs the traffic, name its certificates with "
                          "SSL_CERT_FILE=/path/to/ca.pem");
  }
  if (IsCutShort(code)) {
    return FetchError(absl::StatusCode::kDataLoss, url,
                      "the answer was cut short (" + why + ")" + kAgain);
  }
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
      return FetchError(absl::StatusCode::kUnavailable, url, why + kNetwork);
    case CURLE_OPERATION_TIMEDOUT:
      return FetchError(absl::StatusCode::kDeadlineExceeded, url, "timed out: " + why + kNetwork);
    case CURLE_OUT_OF_MEMORY:
      return FetchError(absl::StatusCode::kResourceExhausted, url, "out of memory");
    default:
      return FetchError(absl::StatusCode::kUnavailable, url, why + kAgain);
  }
}

absl::Status HttpError(const std::string& url, long status) {
  std::string why = "the server answered " + std::to_string(status);
  if (status == 404 || status == 410) {
    return FetchError(absl::StatusCode::kNotFound, url,
                      why + ", there is no such page; check the name and the URL of the index");
  }
  if (status == 401) {
    return FetchError(absl::StatusCode::kUnauthenticated, url,
                      why + ", it wants a user and a password; put them into ~/.netrc");
  }
  if (status == 403) {
    return FetchError(absl::StatusCode::kPermissionDenied, url,
                      why + ", this user may not read it; check the URL and ~/.netrc");
  }
  if (status == 407) {
    return FetchError(absl::StatusCode::kFailedPrecondition, url,
                      why + ", the proxy wants a user and a password; check HTTPS_PROXY");
  }
  if (status == 429 || status >= 500) {
    return FetchError(absl::StatusCode::kUnavailable, url, why + kAgain + " later");
  }
  return FetchError(absl::StatusCode::kFailedPrecondition, url,
                    why + ", which is no page; check the URL of the index");
}

}  // namespace accel::shim::index
