// SPDX-License-Identifier: Apache-2.0
#include "shim/index/header_fields.h"

#include <algorithm>

#include "shim/index/url_text.h"

namespace accel::shim::index {
namespace {

std::string_view TrimBlanks(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  return text.substr(0, text.find_last_not_of(kBlank) + 1);
}

}  // namespace

void ReadHeaderLine(std::string_view line, HeaderFields& fields) {
  if (line.starts_with("HTTP/")) {
    fields = HeaderFields();
    return;
  }
  std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  std::string name = ToLower(line.substr(0, colon));
  std::string value(TrimBlanks(line.substr(colon + 1)));
  if (name == "content-type") fields.content_type = value;
  if (name == "etag") fields.etag = value;
  if (name == "last-modified") fields.last_modified = value;
  if (name == "location") fields.location = value;
  if (name == "cache-control") {
    if (!fields.cache_control.empty()) fields.cache_control += ", ";
    fields.cache_control += value;
  }
}

}  // namespace accel::shim::index
