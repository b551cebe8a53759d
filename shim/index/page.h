// SPDX-License-Identifier: Apache-2.0
//
// One project's page of a simple index: bytes in, files out (PEP 503, 592, 629, 658, 691, 700,
// 714). Promises that every file it lists has a safe name, an absolute http(s) URL without user
// info, and hashes that are hashes. Never fetches anything; a page that may have been cut short is
// an error, not a shorter list.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compat/status.h"
#include "shim/index/fetcher.h"

namespace accel::shim::index {

struct File {
  std::string url;              // absolute, encoded, no fragment, no user info
  std::string filename;         // decoded ("+", not "%2B"): a wheel or a source archive
  std::string sha256;           // 64 lower-case hex digits; empty = the page names none
  std::string metadata_sha256;  // of URL + ".metadata" (PEP 658/714): hex digits, "true" = there,
                                // without a hash; empty = none
  std::string requires_python;  // specifier as written; empty = any
  bool yanked = false;          // PEP 592
  std::string yanked_reason;    // may be empty
  std::optional<std::uint64_t> size;  // bytes (PEP 700, JSON only)

  bool operator==(const File&) const = default;
};

struct Page {
  std::string name;         // as the page gives it (JSON only), else empty
  std::vector<File> files;  // in the page's order
  std::size_t skipped_names =
      0;  // links whose file name is neither a wheel's nor a source archive's
  std::size_t skipped_links =
      0;  // links that are not http(s): javascript:, file:, data:, unreadable
};

// What to send as Accept for a page: JSON if the index has it, else HTML (PEP 691).
inline constexpr char kAcceptPage[] =
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, "
    "text/html;q=0.1";

// `content_type` is the header's value ("text/html; charset=utf-8"), `base_url` where the page came
// from after redirects. DATA_LOSS: not a type of index page, cut short, or not readable.
// UNIMPLEMENTED: another major version of the API.
absl::StatusOr<Page> ParsePage(std::string_view content_type, std::string_view body,
                               const std::string& base_url);

// The same for what a server sent; DEADLINE_EXCEEDED when it is made to take long. The parser's
// time can grow with the square of what a hostile page holds.
absl::StatusOr<Page> ParsePageWithin(std::chrono::milliseconds deadline, Response response);

}  // namespace accel::shim::index
