// SPDX-License-Identifier: Apache-2.0
//
// The JSON form of a page (PEP 691, 700, 714).
#include <simdjson.h>

#include <utility>

#include "compat/printable.h"
#include "shim/index/page_parts.h"
#include "shim/index/sha256.h"

namespace accel::shim::index {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

absl::Status Unreadable(const Url& url, const std::string& why) {
  return absl::DataLossError("cannot read the page " + compat::PrintSafeUrl(ToString(url)) + ": " +
                             why + "; try again, or check the URL");
}

// The text at `key`; empty when there is none or it is no text (null is common).
std::string_view Text(const object& from, std::string_view key) {
  std::string_view text;
  if (from[key].get(text) != simdjson::SUCCESS) return {};
  return text;
}

std::string HashIn(const element& hashes) {
  object names;
  if (hashes.get(names) != simdjson::SUCCESS) return {};
  return AsSha256(Text(names, "sha256"));
}

// A boolean, or an object of hashes (PEP 714); `core-metadata` rules over the older name.
std::string MetadataHash(const object& file) {
  element value;
  if (file["core-metadata"].get(value) != simdjson::SUCCESS &&
      file["dist-info-metadata"].get(value) != simdjson::SUCCESS) {
    return {};
  }
  if (value.is_object()) {
    std::string hash = HashIn(value);
    return hash.empty() ? "true" : hash;
  }
  bool there = false;
  return value.get(there) == simdjson::SUCCESS && there ? "true" : "";
}

void SetYanked(const object& from, File& file) {
  element value;
  if (from["yanked"].get(value) != simdjson::SUCCESS) return;
  std::string_view reason;
  if (value.get(reason) == simdjson::SUCCESS) {
    file.yanked = true;
    file.yanked_reason = std::string(reason);
  } else if (value.get(file.yanked) != simdjson::SUCCESS) {
    file.yanked = false;
  }
}

void AddJsonFile(const Url& base, const object& from, Page& page) {
  File file;
  file.filename = std::string(Text(from, "filename"));
  if (file.filename.empty()) {
    ++page.skipped_names;
    return;
  }
  element hashes;
  if (from["hashes"].get(hashes) == simdjson::SUCCESS) file.sha256 = HashIn(hashes);
  file.metadata_sha256 = MetadataHash(from);
  file.requires_python = std::string(Text(from, "requires-python"));
  SetYanked(from, file);
  std::uint64_t size = 0;
  if (from["size"].get(size) == simdjson::SUCCESS) file.size = size;
  AddFile(base, Text(from, "url"), std::move(file), page);
}

}  // namespace

absl::StatusOr<Page> ParseJsonPage(std::string_view body, const Url& page_url) {
  if (body.empty()) return Unreadable(page_url, "it is empty");
  simdjson::dom::parser parser;
  object root;
  if (simdjson::error_code error = parser.parse(body.data(), body.size()).get(root)) {
    return Unreadable(page_url, std::string("its JSON is cut short or broken (") +
                                    simdjson::error_message(error) + ")");
  }
  std::string_view version;
  if (root["meta"]["api-version"].get(version) != simdjson::SUCCESS) {
    return Unreadable(page_url, "it does not say its \"api-version\" (PEP 691)");
  }
  ACCEL_RETURN_IF_ERROR(CheckApiVersion(version, ToString(page_url)));
  simdjson::dom::array files;
  if (root["files"].get(files) != simdjson::SUCCESS) {
    return Unreadable(page_url, "it has no list of \"files\": not the page of a project");
  }
  Page page;
  page.name = std::string(Text(root, "name"));
  for (element entry : files) {
    object file;
    if (entry.get(file) == simdjson::SUCCESS) {
      AddJsonFile(page_url, file, page);
    } else {
      ++page.skipped_names;
    }
  }
  return page;
}

}  // namespace accel::shim::index
