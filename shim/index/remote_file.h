// SPDX-License-Identifier: Apache-2.0
//
// A file on a server, read in parts (RFC 9110 §14) as a file on a disk would be: a wheel of 2 GB
// tells its table of contents for some kilobytes. Promises to ask for each part once. Never fetches
// more than `limit` bytes, never takes longer than 20 s in all.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "shim/index/fetcher.h"

namespace accel::shim::index {

class RemoteFile {
 public:
  // Asks for the end of the file, where a zip archive has its table of contents.
  // FAILED_PRECONDITION when the server does not tell the size; RESOURCE_EXHAUSTED when it only
  // gives the whole of a large file; else as Fetcher. `fetcher` outlives the file.
  static absl::StatusOr<RemoteFile> Open(Fetcher& fetcher, std::string url,
                                         std::size_t limit = std::size_t{16} << 20);

  std::uint64_t size() const { return size_; }

  // Whether `bytes` stand among the last 64 KiB and more, which were asked for first.
  bool EndHolds(std::string_view bytes) const {
    return !parts_.empty() && parts_.rbegin()->second.find(bytes) != std::string::npos;
  }

  // Fills `into` from `offset`; fewer bytes at the end of the file only. DATA_LOSS when the server
  // gives another part than it was asked for; RESOURCE_EXHAUSTED over the limit; else as Fetcher.
  absl::StatusOr<std::size_t> Read(std::uint64_t offset, std::span<char> into);

 private:
  RemoteFile(Fetcher& fetcher, std::string url, std::size_t limit)
      : fetcher_(&fetcher), url_(std::move(url)), left_(limit) {}
  absl::StatusOr<Response> Ask(const std::string& range, std::size_t bytes);
  absl::StatusOr<const std::string*> PartAt(std::uint64_t offset, std::uint64_t& start);

  Fetcher* fetcher_;
  std::string url_;
  std::size_t left_;  // bytes that may still be fetched
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::uint64_t size_ = 0;
  std::map<std::uint64_t, std::string> parts_;  // by where they start
};

}  // namespace accel::shim::index
