// SPDX-License-Identifier: Apache-2.0
//
// The header fields of an answer that the fetcher keeps, read line by line (RFC 9110 §5).
#pragma once

#include <string>
#include <string_view>

namespace accel::shim::index {

struct HeaderFields {
  std::string content_type, etag, last_modified, cache_control, content_range, location;
};

// `line` is one header line with or without its line end. A status line starts afresh: what came
// before belonged to an interim answer or to a proxy.
void ReadHeaderLine(std::string_view line, HeaderFields& fields);

}  // namespace accel::shim::index
