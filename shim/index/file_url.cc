// SPDX-License-Identifier: Apache-2.0
#include "shim/index/file_url.h"

#include <algorithm>

#include "shim/index/url_text.h"

namespace accel::shim::index {
namespace {

// "https://" or "http://", taken from `text`.
bool TakeScheme(std::string_view& text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    text.remove_prefix(scheme.size());
    return true;
  }
  return false;
}

// A lower-case name without a port.
bool IsPlainHost(std::string_view host) {
  return IsHost(host) && !host.empty() && !host.starts_with('[') &&
         std::none_of(host.begin(), host.end(), compat::IsUpper);
}

// An absolute path that holds no escape to be written anew, no query and no dot segment.
bool IsPlainPath(std::string_view path) {
  if (!path.starts_with('/')) return false;
  char before = 0;
  for (std::size_t i = 0; i < path.size(); before = path[i++]) {
    const char c = path[i];
    if (before == '/' && (c == '.' || c == '/')) return false;
    if (c == '?') return false;
    if (!IsUrlChar(c) && !IsEscape(path, i)) return false;
  }
  return true;
}

bool IsPlainUrl(std::string_view text) {
  if (!TakeScheme(text)) return false;
  const std::size_t slash = std::min(text.find('/'), text.size());
  return IsPlainHost(text.substr(0, slash)) && IsPlainPath(text.substr(slash));
}

std::string Origin(const Url& url) {
  std::string text = url.scheme + "://" + url.host;
  if (!url.port.empty()) text += ":" + url.port;
  return text;
}

}  // namespace

absl::StatusOr<std::string> FileUrl(const Url& base, std::string_view reference) {
  const std::size_t end = std::min(reference.find('#'), reference.size());
  const std::string_view whole = reference.substr(0, end), fragment = reference.substr(end);
  if (std::all_of(fragment.begin(), fragment.end(), IsUrlChar)) {
    if (IsPlainUrl(whole)) return std::string(whole);
    if (IsPlainPath(whole)) return Origin(base).append(whole);
  }
  ACCEL_ASSIGN_OR_RETURN(Url url, Join(base, reference));
  url.user_info.clear();
  url.fragment.reset();
  return ToString(url);
}

std::string FileNameOf(std::string_view url) {
  url = url.substr(0, url.find('?'));
  return PercentDecode(url.substr(url.rfind('/') + 1));
}

}  // namespace accel::shim::index
