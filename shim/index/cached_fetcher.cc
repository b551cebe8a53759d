// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "shim/index/fetch_error.h"
#include "shim/index/page_cache.h"

namespace accel::shim::index {
namespace {

absl::Status NotCached(const Request& request) {
  return FetchError(absl::StatusCode::kUnavailable, request.url,
                    "the network is switched off and the cache has no copy; run once with network");
}

// A part of a file is nothing to keep under the file's URL.
bool IsPart(const Request& request) { return !request.range.empty(); }

// What the server needs to know to answer "not modified".
Request Conditional(Request request, const std::optional<CachedPage>& cached) {
  if (!cached) return request;
  request.if_none_match = cached->response.etag;
  request.if_modified_since = cached->response.last_modified;
  return request;
}

}  // namespace

CachedFetcher::CachedFetcher(Fetcher& inner, CacheOptions options)
    : inner_(inner), network_(options.network), cache_(std::move(options)) {}

absl::StatusOr<Response> CachedFetcher::Fetch(const Request& request) {
  return std::move(FetchAll({&request, 1}).front());
}

std::vector<absl::StatusOr<Response>> CachedFetcher::FetchAll(std::span<const Request> requests) {
  std::vector<absl::StatusOr<Response>> results;
  std::vector<std::optional<CachedPage>> cached;  // of the open ones, as are the next two
  std::vector<Request> open;
  std::vector<std::size_t> places;
  for (const Request& request : requests) {
    std::optional<CachedPage> page = IsPart(request) ? std::nullopt : cache_.Find(request);
    if (page && (network_ == Network::kOffline || cache_.IsFresh(request, *page))) {
      results.push_back(std::move(page->response));
      continue;
    }
    results.push_back(NotCached(request));
    if (network_ == Network::kOffline) continue;
    places.push_back(results.size() - 1);
    open.push_back(Conditional(request, page));
    cached.push_back(std::move(page));
  }
  if (open.empty()) return results;
  std::vector<absl::StatusOr<Response>> fetched = inner_.FetchAll(open);
  for (std::size_t i = 0; i < open.size(); ++i) {
    const Request& request = requests[places[i]];
    results[places[i]] = Finish(request, std::move(cached[i]), std::move(fetched[i]));
  }
  return results;
}

absl::StatusOr<Response> CachedFetcher::Finish(const Request& request,
                                               std::optional<CachedPage> cached,
                                               absl::StatusOr<Response> fetched) {
  if (!fetched.ok()) return fetched;
  if (fetched->not_modified) {
    if (!cached) {
      return FetchError(absl::StatusCode::kDataLoss, request.url,
                        "the server says \"not modified\" of a page it never sent; try again");
    }
    Response response = std::move(cached->response);
    if (!fetched->etag.empty()) response.etag = fetched->etag;
    if (!fetched->cache_control.empty()) response.cache_control = fetched->cache_control;
    cache_.Store(request, response);
    response.not_modified = true;
    return response;
  }
  ACCEL_RETURN_IF_ERROR(CheckHash(request, fetched->body));
  if (!IsPart(request)) cache_.Store(request, *fetched);
  return fetched;
}

}  // namespace accel::shim::index
