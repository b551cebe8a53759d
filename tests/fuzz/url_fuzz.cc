// SPDX-License-Identifier: Apache-2.0
//
// The first line is a base, the second a reference: what comes out of them is a URL again, and the
// same one.
#include <algorithm>

#include "shim/index/file_url.h"
#include "shim/index/url.h"
#include "tests/fuzz/require.h"

namespace {

using accel::fuzz::Require;
using accel::shim::index::Url;

void CheckUrl(const Url& url) {
  const std::string text = ToString(url);
  Require(text.starts_with("http://") || text.starts_with("https://"), "the scheme is http(s)");
  Require(std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; }),
          "a URL is printable ASCII");
  const auto again = accel::shim::index::ParseUrl(text);
  Require(again.ok(), "what is printed can be read");
  Require(*again == url, "what is printed is read as it was");
  const auto bare = accel::shim::index::ParseUrl(accel::shim::index::WithoutCredentials(text));
  Require(bare.ok() && bare->user_info.empty(), "without credentials there are none");
  Require(bare->host == url.host && bare->path == url.path, "the place stays");
}

// The short way gives what the long one does.
void CheckFileUrl(Url joined, const std::string& file) {
  joined.user_info.clear();
  joined.fragment.reset();
  Require(file == ToString(joined), "a file's URL is the joined one");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = accel::fuzz::Text(data, size);
  const auto base = accel::shim::index::ParseUrl(accel::fuzz::TakeLine(text));
  if (!base.ok()) return 0;
  CheckUrl(*base);
  const std::string_view reference = accel::fuzz::TakeLine(text);
  const auto joined = accel::shim::index::Join(*base, reference);
  const auto file = accel::shim::index::FileUrl(*base, reference);
  Require(joined.ok() == file.ok(), "a file lies where its reference leads");
  if (!joined.ok()) return 0;
  CheckUrl(*joined);
  CheckFileUrl(*joined, *file);
  return 0;
}
