// SPDX-License-Identifier: Apache-2.0
#include "shim/index/fetcher.h"

#include "compat/printable.h"
#include "shim/index/sha256.h"

namespace accel::shim::index {

std::vector<absl::StatusOr<Response>> Fetcher::FetchAll(std::span<const Request> requests) {
  std::vector<absl::StatusOr<Response>> responses;
  for (const Request& request : requests) responses.push_back(Fetch(request));
  return responses;
}

absl::Status CheckHash(const Request& request, const std::string& body) {
  if (request.sha256.empty()) return absl::OkStatus();
  std::string hash = Sha256Hex(body);
  if (hash == request.sha256) return absl::OkStatus();
  return absl::DataLossError("cannot fetch " + compat::PrintSafeUrl(request.url) +
                             ": its sha256 is " + hash + ", the index says " + request.sha256 +
                             "; do not use this file, and tell who runs the index");
}

}  // namespace accel::shim::index
