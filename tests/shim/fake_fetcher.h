// SPDX-License-Identifier: Apache-2.0
//
// A Fetcher for tests: answers from a table, and remembers what it was asked.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "shim/index/fetcher.h"

namespace accel::shim::index {

class FakeFetcher : public Fetcher {
 public:
  // From now on `url` is answered with `response`: a page or an error. What is not in the table is
  // NOT_FOUND.
  void Answer(const std::string& url, absl::StatusOr<Response> response) {
    answers_.insert_or_assign(url, std::move(response));
  }
  // The shortest way to a page.
  void AnswerPage(const std::string& url, const std::string& content_type,
                  const std::string& body) {
    Response response;
    response.status = 200;
    response.final_url = url;
    response.content_type = content_type;
    response.body = body;
    Answer(url, response);
  }

  absl::StatusOr<Response> Fetch(const Request& request) override {
    asked_.push_back(request);
    auto found = answers_.find(request.url);
    if (found == answers_.end()) return compat::NotFound("cannot fetch " + request.url + ": 404");
    return found->second;
  }

  // Every request so far, in order.
  const std::vector<Request>& asked() const { return asked_; }

 private:
  std::map<std::string, absl::StatusOr<Response>> answers_;
  std::vector<Request> asked_;
};

}  // namespace accel::shim::index
