// SPDX-License-Identifier: Apache-2.0
//
// Pages and metadata that were fetched before, kept in a folder of the user's
// (XDG_CACHE_HOME/accel/pages). Promises that an entry is either what a server sent or ignored:
// each carries its hash; replaced atomically, mode 0600. Never follows a link, never trusts a
// folder of somebody else, never fails a fetch because the cache cannot be used.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "shim/index/fetcher.h"

namespace accel::shim::index {

// kOffline: only what the cache holds, however old.
enum class Network { kOnline, kOffline };

struct CacheOptions {
  std::string folder;  // created with mode 0700 when missing; empty = no cache
  Network network = Network::kOnline;
  std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
  std::function<void(const std::string&)>
      note;  // told once when the cache cannot be used; may be empty
};

struct CachedPage {
  Response response;  // status 200
  std::chrono::system_clock::time_point stored_at;
};

// The folder. A file per URL and Accept value, or per hash where the request names one.
class PageCache {
 public:
  explicit PageCache(CacheOptions options);

  // nullopt when there is none, or it is damaged, foreign, or of another format.
  std::optional<CachedPage> Find(const Request& request);
  // Best effort; answers with `Cache-Control: no-store` are not kept.
  void Store(const Request& request, const Response& response);
  // True while `page` may be used without asking: its hash was asked for, or max-age has not
  // passed.
  bool IsFresh(const Request& request, const CachedPage& page) const;

 private:
  void Note(const absl::Status& why);

  CacheOptions options_;
  bool noted_ = false;
};

// A Fetcher in front of another one: fresh pages come from the cache, older ones are asked for with
// their ETag or date. Offline, what the cache lacks is UNAVAILABLE. A body that was asked for by
// hash is verified whenever it is returned.
class CachedFetcher : public Fetcher {
 public:
  CachedFetcher(Fetcher& inner, CacheOptions options);

  absl::StatusOr<Response> Fetch(const Request& request) override;
  std::vector<absl::StatusOr<Response>> FetchAll(std::span<const Request> requests) override;

 private:
  absl::StatusOr<Response> Finish(const Request& request, std::optional<CachedPage> cached,
                                  absl::StatusOr<Response> fetched);

  Fetcher& inner_;
  Network network_;
  PageCache cache_;
};

}  // namespace accel::shim::index
