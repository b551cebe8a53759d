// SPDX-License-Identifier: Apache-2.0
//
// A page cache in a folder of its own, with a clock that a test turns and a fetcher that answers
// from a table.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "shim/index/cache_entry.h"
#include "tests/shim/fake_fetcher.h"

namespace accel::shim::index {

inline constexpr char kUrl[] = "https://index.example/simple/torch/";

inline Response Answer(const std::string& body, const std::string& cache_control,
                       const std::string& etag = "") {
  Response response;
  response.status = 200;
  response.final_url = kUrl;
  response.content_type = "text/html";
  response.body = body;
  response.etag = etag;
  response.cache_control = cache_control;
  return response;
}

inline Response NotModified() {
  Response response;
  response.status = 304;
  response.not_modified = true;
  return response;
}

class PageCacheWorld : public ::testing::Test {
 protected:
  PageCacheWorld() {
    std::string pattern = (std::filesystem::temp_directory_path() / "accel-cache-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
    folder_ = root_ / "deep" / "pages";
    request_.url = kUrl;
    request_.accept = "text/html";
  }
  ~PageCacheWorld() override { std::filesystem::remove_all(root_); }

  CacheOptions Options(Network network = Network::kOnline) {
    CacheOptions options;
    options.folder = folder_;
    options.network = network;
    options.now = [this] { return now_; };
    options.note = [this](const std::string& note) { notes_.push_back(note); };
    return options;
  }
  // The body that a fetcher with this cache gives, or its error.
  std::string Fetch(Network network = Network::kOnline) {
    CachedFetcher fetcher(inner_, Options(network));
    absl::StatusOr<Response> response = fetcher.Fetch(request_);
    return response.ok() ? response->body : std::string(response.status().message());
  }
  std::filesystem::path EntryPath() { return folder_ / EntryName(request_); }
  std::string EntryBytes() {
    std::ifstream file(EntryPath(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void SetEntryBytes(const std::string& bytes) {
    std::ofstream(EntryPath(), std::ios::binary | std::ios::trunc) << bytes;
  }

  std::filesystem::path root_, folder_;
  Request request_;
  FakeFetcher inner_;
  std::chrono::system_clock::time_point now_{std::chrono::hours(500'000)};
  std::vector<std::string> notes_;
};

}  // namespace accel::shim::index
