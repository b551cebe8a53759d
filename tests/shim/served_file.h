// SPDX-License-Identifier: Apache-2.0
//
// A Fetcher that serves one file as a server with ranges does, and remembers what it was asked for.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "shim/index/fetcher.h"

namespace accel::shim::index {

class ServedFile : public Fetcher {
 public:
  explicit ServedFile(std::string content) : content_(std::move(content)) {}

  bool gives_ranges = true;
  std::string says;  // instead of the true Content-Range

  absl::StatusOr<Response> Fetch(const Request& request) override {
    asked_.push_back(request.range);
    const std::size_t dash = request.range.find('-');
    const std::size_t last = std::strtoull(request.range.c_str() + dash + 1, nullptr, 10);
    const std::size_t first = dash == 0 ? content_.size() - std::min(last, content_.size())
                                        : std::strtoull(request.range.c_str(), nullptr, 10);
    const std::size_t end = dash == 0 ? content_.size() : std::min(last + 1, content_.size());
    Response response;
    response.status = gives_ranges ? 206 : 200;
    response.body = gives_ranges ? content_.substr(first, end - first) : content_;
    response.content_range = "bytes " + std::to_string(first) + "-" + std::to_string(end - 1) +
                             "/" + std::to_string(content_.size());
    if (!says.empty()) response.content_range = says;
    if (response.body.size() > request.max_bytes) return absl::ResourceExhaustedError("too large");
    return response;
  }

  const std::vector<std::string>& asked() const { return asked_; }

 private:
  std::string content_;
  std::vector<std::string> asked_;
};

}  // namespace accel::shim::index
