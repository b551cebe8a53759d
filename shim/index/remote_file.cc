// SPDX-License-Identifier: Apache-2.0
#include "shim/index/remote_file.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "shim/index/fetch_error.h"

namespace accel::shim::index {
namespace {

// Asked for first. A comment of 64 KiB may end a zip archive, so that its reader looks so far back.
constexpr std::size_t kEnd = std::size_t{72} << 10;
constexpr std::size_t kPart = std::size_t{256} << 10;   // each time after that
constexpr std::chrono::milliseconds kDeadline{20'000};  // for all parts together

struct ContentRange {
  std::uint64_t first = 0, last = 0, size = 0;
};

bool TakeNumber(std::string_view& text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return error == std::errc();
}

bool Take(std::string_view& text, std::string_view what) {
  if (!text.starts_with(what)) return false;
  text.remove_prefix(what.size());
  return true;
}

// "bytes 0-99/1234"; nullopt for any other form, and where the numbers deny each other.
std::optional<ContentRange> ParseContentRange(std::string_view text) {
  ContentRange range;
  const bool whole = Take(text, "bytes ") && TakeNumber(text, range.first) && Take(text, "-") &&
                     TakeNumber(text, range.last) && Take(text, "/") &&
                     TakeNumber(text, range.size) && text.empty();
  if (!whole || range.first > range.last || range.last >= range.size) return std::nullopt;
  return range;
}

absl::Status OtherPart(const std::string& url, const std::string& range) {
  return FetchError(absl::StatusCode::kDataLoss, url,
                    "the server gives another part than bytes " + range + "; try again");
}

}  // namespace

absl::StatusOr<Response> RemoteFile::Ask(const std::string& range, std::size_t bytes) {
  Request request;
  request.url = url_;
  request.range = range;
  request.max_bytes = std::min(bytes, left_);
  request.deadline = kDeadline - std::chrono::duration_cast<std::chrono::milliseconds>(
                                     std::chrono::steady_clock::now() - start_);
  if (request.deadline.count() <= 0) {
    return FetchError(absl::StatusCode::kDeadlineExceeded, url_,
                      "the server takes too long over its parts");
  }
  ACCEL_ASSIGN_OR_RETURN(Response response, fetcher_->Fetch(request));
  left_ -= std::min(left_, response.body.size());
  return response;
}

absl::StatusOr<RemoteFile> RemoteFile::Open(Fetcher& fetcher, std::string url, std::size_t limit) {
  RemoteFile file(fetcher, std::move(url), limit);
  const std::string range = "-" + std::to_string(kEnd);
  ACCEL_ASSIGN_OR_RETURN(Response response, file.Ask(range, kEnd));
  std::uint64_t start = 0;
  if (response.status == 206) {
    const std::optional<ContentRange> got = ParseContentRange(response.content_range);
    if (!got) {
      return FetchError(absl::StatusCode::kFailedPrecondition, file.url_,
                        "the server does not tell the size of the file");
    }
    if (got->last + 1 != got->size || got->size - got->first != response.body.size())
      return OtherPart(file.url_, range);
    start = got->first;
    file.size_ = got->size;
  } else {
    file.size_ = response.body.size();  // a server without ranges, and a small file
  }
  file.parts_.emplace(start, std::move(response.body));
  return file;
}

// The part that holds the byte at `offset`, which is within the file.
absl::StatusOr<const std::string*> RemoteFile::PartAt(std::uint64_t offset, std::uint64_t& start) {
  auto next = parts_.upper_bound(offset);
  if (next != parts_.begin()) {
    const auto& [begin, bytes] = *std::prev(next);
    start = begin;
    if (offset - begin < bytes.size()) return &bytes;
  }
  const std::uint64_t end = next == parts_.end() ? size_ : next->first;
  const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(kPart, end - offset));
  const std::string range = std::to_string(offset) + "-" + std::to_string(offset + count - 1);
  ACCEL_ASSIGN_OR_RETURN(Response response, Ask(range, count));
  const std::optional<ContentRange> got = ParseContentRange(response.content_range);
  if (!got || got->first != offset || response.body.size() != count || got->size != size_)
    return OtherPart(url_, range);
  start = offset;
  return &parts_.emplace(offset, std::move(response.body)).first->second;
}

absl::StatusOr<std::size_t> RemoteFile::Read(std::uint64_t offset, std::span<char> into) {
  std::size_t done = 0;
  while (done < into.size() && offset + done < size_) {
    std::uint64_t start = 0;
    ACCEL_ASSIGN_OR_RETURN(const std::string* part, PartAt(offset + done, start));
    const auto skip = static_cast<std::size_t>(offset + done - start);
    const std::size_t count = std::min(into.size() - done, part->size() - skip);
    std::copy_n(part->data() + skip, count, into.data() + done);
    done += count;
  }
  return done;
}

}  // namespace accel::shim::index
