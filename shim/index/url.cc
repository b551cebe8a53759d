// SPDX-License-Identifier: Apache-2.0
#include "shim/index/url.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "compat/ascii.h"
#include "compat/printable.h"
#include "shim/index/url_text.h"

namespace accel::shim::index {
namespace {

// RFC 3986 appendix B, with views into the text.
struct Parts {
  std::optional<std::string_view> scheme, authority, query, fragment;
  std::string_view path;
};

// Cuts `rest` at the first of `marks`; what follows the mark is returned.
std::optional<std::string_view> CutTail(std::string_view& rest, char mark) {
  std::size_t at = rest.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view tail = rest.substr(at + 1);
  rest = rest.substr(0, at);
  return tail;
}

std::optional<std::string_view> CutScheme(std::string_view& rest) {
  std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos || colon == 0 || !compat::IsLetter(rest[0]))
    return std::nullopt;
  std::string_view scheme = rest.substr(0, colon);
  if (!std::all_of(scheme.begin(), scheme.end(), IsSchemeChar)) return std::nullopt;
  rest.remove_prefix(colon + 1);
  return scheme;
}

Parts Split(std::string_view text) {
  Parts parts;
  parts.fragment = CutTail(text, '#');
  parts.query = CutTail(text, '?');
  parts.scheme = CutScheme(text);
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    std::size_t slash = std::min(text.find('/'), text.size());
    parts.authority = text.substr(0, slash);
    text.remove_prefix(slash);
  }
  parts.path = text;
  return parts;
}

// RFC 3986 §5.2.4, segment by segment; the result starts with "/".
std::string RemoveDotSegments(std::string_view path) {
  std::vector<std::string_view> kept;
  bool folder = true;
  while (!path.empty()) {
    if (path.front() == '/') path.remove_prefix(1);
    std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    folder = segment == "." || segment == "..";
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (!folder) kept.push_back(segment);
  }
  std::string result;
  for (std::string_view segment : kept) result.append("/").append(segment);
  return folder ? result + "/" : result;
}

absl::Status Refuse(std::string_view text, const std::string& why) {
  return compat::InvalidArgument("not a URL of an index: " + compat::PrintSafeUrl(text) + ": " +
                                 why);
}

absl::Status CheckPort(std::string_view text, std::string_view port) {
  bool digits = std::all_of(port.begin(), port.end(), compat::IsDigit);
  if (!digits || port.size() > 5 || (port.size() == 5 && port > "65535")) {
    return Refuse(text, "the port is not a number below 65536");
  }
  return absl::OkStatus();
}

absl::Status SetAuthority(std::string_view text, std::string_view authority, Url& url) {
  std::size_t at = authority.rfind('@');
  url.user_info.clear();
  if (at != std::string_view::npos) {
    url.user_info = Encode(authority.substr(0, at));
    authority.remove_prefix(at + 1);
  }
  std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) return Refuse(text, "the \"[\" of the host has no \"]\"");
  std::size_t colon = authority.find(':', bracket);
  url.port = colon == std::string_view::npos ? "" : std::string(authority.substr(colon + 1));
  url.host = compat::ToLower(authority.substr(0, colon));
  if (url.host.empty()) return Refuse(text, "it names no host");
  if (!IsHost(url.host)) return Refuse(text, "the host has characters that a host cannot have");
  return CheckPort(text, url.port);
}

void SetTail(const Parts& parts, Url& url) {
  url.query.reset();
  url.fragment.reset();
  if (parts.query) url.query = Encode(*parts.query);
  if (parts.fragment) url.fragment = Encode(*parts.fragment);
}

absl::StatusOr<Url> FromAbsolute(std::string_view text, const Parts& parts) {
  Url url;
  url.scheme = compat::ToLower(*parts.scheme);
  if (url.scheme != "http" && url.scheme != "https") {
    return Refuse(text, "only http and https are followed");
  }
  if (!parts.authority) return Refuse(text, "it names no host");
  ACCEL_RETURN_IF_ERROR(SetAuthority(text, *parts.authority, url));
  url.path = RemoveDotSegments(Encode(parts.path));
  SetTail(parts, url);
  return url;
}

// The path of a reference without authority, merged with that of its base (RFC 3986 §5.2.3).
std::string MergePath(const Url& base, std::string_view path) {
  if (path.starts_with('/')) return RemoveDotSegments(Encode(path));
  std::string folder = base.path.substr(0, base.path.rfind('/') + 1);
  return RemoveDotSegments(folder + Encode(path));
}

// `text` without surrounding blanks; INVALID_ARGUMENT when a control byte is left.
absl::StatusOr<std::string_view> Trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\f";
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  text = text.substr(0, text.find_last_not_of(kBlank) + 1);
  if (std::any_of(text.begin(), text.end(), IsControl)) {
    return Refuse(text, "it holds a control character");
  }
  return text;
}

}  // namespace

absl::StatusOr<Url> ParseUrl(std::string_view text) {
  ACCEL_ASSIGN_OR_RETURN(text, Trim(text));
  Parts parts = Split(text);
  if (!parts.scheme) return Refuse(text, "it has no scheme; write https://…");
  return FromAbsolute(text, parts);
}

absl::StatusOr<Url> Join(const Url& base, std::string_view reference) {
  ACCEL_ASSIGN_OR_RETURN(reference, Trim(reference));
  Parts parts = Split(reference);
  if (parts.scheme) return FromAbsolute(reference, parts);
  Url url = base;
  if (parts.authority) {
    ACCEL_RETURN_IF_ERROR(SetAuthority(reference, *parts.authority, url));
    url.path = RemoveDotSegments(Encode(parts.path));
  } else if (!parts.path.empty()) {
    url.path = MergePath(base, parts.path);
  } else if (!parts.query) {
    parts.query = base.query ? std::optional<std::string_view>(*base.query) : std::nullopt;
  }
  SetTail(parts, url);
  return url;
}

std::string ToString(const Url& url) {
  std::string text = url.scheme + "://";
  if (!url.user_info.empty()) text += url.user_info + "@";
  text += url.host;
  if (!url.port.empty()) text += ":" + url.port;
  text += url.path;
  if (url.query) text += "?" + *url.query;
  if (url.fragment) text += "#" + *url.fragment;
  return text;
}

bool LooksLikeUrl(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

std::string WithoutCredentials(const std::string& url) {
  absl::StatusOr<Url> parsed = ParseUrl(url);
  if (parsed.ok()) {
    parsed->user_info.clear();
    return ToString(*parsed);
  }
  // Whatever it was meant to be, a password stands between the scheme and an "@".
  const std::size_t colon = url.find(':');
  std::size_t start = colon == std::string::npos ? 0 : url.find_first_not_of('/', colon + 1);
  if (start == std::string::npos) return url;
  const std::size_t at = url.substr(0, url.find_first_of("/?#", start)).rfind('@');
  if (at == std::string::npos) return url;
  if (at < start) start = 0;  // "user:…" and no scheme
  return url.substr(0, start) + url.substr(at + 1);
}

bool SameOrigin(const Url& a, const Url& b) {
  auto port = [](const Url& url) {
    if (!url.port.empty()) return url.port;
    return std::string(url.scheme == "https" ? "443" : "80");
  };
  return a.scheme == b.scheme && a.host == b.host && port(a) == port(b);
}

std::string WithCredentialsOf(const std::string& url, const std::string& source) {
  absl::StatusOr<Url> target = ParseUrl(url), origin = ParseUrl(source);
  if (!target.ok() || !origin.ok() || !SameOrigin(*target, *origin)) return url;
  if (origin->user_info.empty()) return url;
  target->user_info = origin->user_info;
  return ToString(*target);
}

bool IsDowngrade(const Url& from, const Url& to) {
  return from.scheme == "https" && to.scheme != "https";
}

std::string ProjectPageUrl(const std::string& index_url, std::string_view name) {
  std::string url = index_url;
  if (!url.ends_with('/')) url += '/';
  return url.append(name).append("/");
}

}  // namespace accel::shim::index
