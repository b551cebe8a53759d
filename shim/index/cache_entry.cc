// SPDX-License-Identifier: Apache-2.0
#include "shim/index/cache_entry.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "compat/ascii.h"
#include "shim/index/sha256.h"
#include "shim/index/url.h"

namespace accel::shim::index {
namespace {

// First line: magic and the hash of all that follows. Then one line per field, then the body.
constexpr std::string_view kMagic = "accel-page-1 ";
constexpr std::size_t kHashLength = 64;

std::string UrlOf(const Request& request) {
  return request.sha256.empty() ? WithoutCredentials(request.url) : "sha256:" + request.sha256;
}

std::int64_t ToSeconds(std::chrono::system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::optional<std::int64_t> ParseNumber(std::string_view text) {
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

std::optional<std::string> CutLine(std::string_view& text) {
  std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string line(text.substr(0, end));
  text.remove_prefix(end + 1);
  return line;
}

void ReadDirective(std::string_view directive, CacheControl& control, bool& ask) {
  std::string name = compat::ToLower(compat::Trim(directive.substr(0, directive.find('='))));
  if (name == "no-store") control.no_store = true;
  if (name == "no-cache") ask = true;
  if (name != "max-age" || directive.find('=') == std::string_view::npos) return;
  std::string_view value = compat::Trim(directive.substr(directive.find('=') + 1));
  constexpr std::int64_t kYear = 365 * 86'400;
  control.max_age = std::chrono::seconds(std::min(ParseNumber(value).value_or(0), kYear));
}

}  // namespace

std::string EntryName(const Request& request) {
  if (!request.sha256.empty()) return request.sha256;
  return Sha256Hex(request.accept + "\n" + UrlOf(request));
}

std::optional<std::string> WriteEntry(const Request& request, const CachedPage& page) {
  const Response& response = page.response;
  const std::array<std::string, 8> fields = {
      UrlOf(request),         request.accept,        std::to_string(ToSeconds(page.stored_at)),
      response.final_url,     response.content_type, response.etag,
      response.last_modified, response.cache_control};
  std::string rest;
  for (const std::string& field : fields) {
    if (field.find('\n') != std::string::npos) return std::nullopt;
    rest += field + "\n";
  }
  rest += response.body;
  return std::string(kMagic) + Sha256Hex(rest) + "\n" + rest;
}

std::optional<CachedPage> ReadEntry(const Request& request, std::string_view bytes) {
  std::size_t start = kMagic.size() + kHashLength + 1;
  if (!bytes.starts_with(kMagic) || bytes.size() < start || bytes[start - 1] != '\n') return {};
  std::string_view rest = bytes.substr(start);
  if (Sha256Hex(rest) != bytes.substr(kMagic.size(), kHashLength)) return {};
  std::array<std::string, 8> fields;
  for (std::string& field : fields) {
    std::optional<std::string> line = CutLine(rest);
    if (!line) return {};
    field = *std::move(line);
  }
  auto& [url, accept, stored, final_url, type, etag, modified, control] = fields;
  std::optional<std::int64_t> seconds = ParseNumber(stored);
  if (url != UrlOf(request) || !seconds) return {};
  if (request.sha256.empty() && accept != request.accept) return {};
  CachedPage page;
  page.stored_at = std::chrono::system_clock::time_point(std::chrono::seconds(*seconds));
  page.response.status = 200;
  page.response.final_url = final_url;
  page.response.content_type = type;
  page.response.body = rest;
  page.response.etag = etag;
  page.response.last_modified = modified;
  page.response.cache_control = control;
  if (!CheckHash(request, page.response.body).ok()) return {};
  return page;
}

CacheControl ParseCacheControl(std::string_view value) {
  CacheControl control;
  bool ask = false;
  while (!value.empty()) {
    std::string_view directive = value.substr(0, value.find(','));
    value.remove_prefix(std::min(directive.size() + 1, value.size()));
    ReadDirective(directive, control, ask);
  }
  if (ask) control.max_age = std::chrono::seconds(0);
  return control;
}

}  // namespace accel::shim::index
