// SPDX-License-Identifier: Apache-2.0
#include "shim/index/header_fields.h"

#include "compat/ascii.h"

namespace accel::shim::index {

void ReadHeaderLine(std::string_view line, HeaderFields& fields) {
  if (line.starts_with("HTTP/")) {
    fields = HeaderFields();
    return;
  }
  std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  std::string name = compat::ToLower(line.substr(0, colon));
  std::string value(compat::Trim(line.substr(colon + 1)));
  if (name == "content-type") fields.content_type = value;
  if (name == "etag") fields.etag = value;
  if (name == "last-modified") fields.last_modified = value;
  if (name == "content-range") fields.content_range = value;
  if (name == "location") fields.location = value;
  if (name == "cache-control") {
    if (!fields.cache_control.empty()) fields.cache_control += ", ";
    fields.cache_control += value;
  }
}

}  // namespace accel::shim::index
