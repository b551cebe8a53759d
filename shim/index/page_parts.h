// SPDX-License-Identifier: Apache-2.0
//
// What the HTML and the JSON form of a page have in common: one link becomes one file, or is
// counted as skipped.
#pragma once

#include <string>
#include <string_view>

#include "shim/index/page.h"
#include "shim/index/url.h"

namespace accel::shim::index {

// A wheel's name (PEP 427), or one that ends as a source archive's (PEP 625 and the older .zip):
// decoded, without anything that could leave a folder or upset a terminal.
bool IsDistributionName(const std::string& filename);

// Resolves `reference` and adds `file` with its URL; a name that is empty is taken from the URL.
// What cannot be used is counted.
void AddFile(const Url& base, std::string_view reference, File file, Page& page);

// PEP 629: "1.4" passes, "2.0" is UNIMPLEMENTED, anything that is no version is INVALID_ARGUMENT.
absl::Status CheckApiVersion(std::string_view version, const std::string& page_url);

// `page_url` is where the page came from; every error names it. The bodies behind ParsePage.
absl::StatusOr<Page> ParseHtmlPage(std::string_view body, const Url& page_url);
absl::StatusOr<Page> ParseJsonPage(std::string_view body, const Url& page_url);

}  // namespace accel::shim::index
