// SPDX-License-Identifier: Apache-2.0
#include "shim/index/html_text.h"

#include <algorithm>
#include <array>
#include <string>

#include "compat/ascii.h"

namespace accel::shim::index {
namespace {

constexpr long kDeepest = 10'000;

bool NeedsNoEnd(std::string_view name) {
  constexpr std::array<std::string_view, 18> kNames = {
      "base", "br",   "col",  "dd",     "dt",     "embed", "hr", "img",   "input",
      "li",   "link", "meta", "option", "source", "td",    "th", "track", "tr"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

std::string TagName(std::string_view html, std::size_t at) {
  std::size_t end = at;
  while (end < html.size() && end - at < 16 && compat::IsLetterOrDigit(html[end])) ++end;
  return compat::ToLower(html.substr(at, end - at));
}

}  // namespace

bool NestsTooDeep(std::string_view html) {
  long depth = 0;
  for (std::size_t at = html.find('<'); at < html.size(); at = html.find('<', at + 1)) {
    if (at + 1 == html.size()) break;
    if (html[at + 1] == '/') {
      depth = std::max(depth - 1, 0L);
    } else if (compat::IsLetter(html[at + 1]) && !NeedsNoEnd(TagName(html, at + 1)) &&
               ++depth > kDeepest) {
      return true;
    }
  }
  return false;
}

bool EndsAsDocument(std::string_view html) {
  for (std::size_t at = html.rfind("</"); at != std::string_view::npos && at > 0;
       at = html.rfind("</", at - 1)) {
    if (TagName(html, at + 2) == "html") return html.find('>', at) != std::string_view::npos;
  }
  return false;
}

}  // namespace accel::shim::index
