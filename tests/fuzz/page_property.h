// SPDX-License-Identifier: Apache-2.0
//
// What holds of every file that a page of an index lists, whoever wrote the page.
#pragma once

#include <algorithm>
#include <string>

#include "shim/index/page.h"
#include "shim/index/url.h"
#include "tests/fuzz/require.h"

namespace accel::fuzz {

inline bool IsHash(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

inline bool IsSafeName(const std::string& name) {
  const auto safe = [](char c) { return c >= ' ' && c < '\x7f' && c != '/' && c != '\\'; };
  return !name.empty() && std::all_of(name.begin(), name.end(), safe) &&
         name.find("..") == std::string::npos;
}

inline void CheckFile(const shim::index::File& file) {
  Require(IsSafeName(file.filename), "a file name leaves no folder and upsets no terminal");
  Require(file.sha256.empty() || IsHash(file.sha256), "a hash is one");
  const std::string& metadata = file.metadata_sha256;
  Require(metadata.empty() || metadata == "true" || IsHash(metadata), "a metadata hash is one");
  const auto url = shim::index::ParseUrl(file.url);
  Require(url.ok(), "a file has a URL that can be followed");
  Require(url->user_info.empty() && !url->fragment, "a URL has no user and no fragment");
}

}  // namespace accel::fuzz
