// SPDX-License-Identifier: Apache-2.0
#include "probes/text.h"

#include <algorithm>
#include <charconv>

namespace accel::probes {
namespace {

constexpr std::string_view kSpace = " \t\r\n\v\f";

std::vector<std::string_view> SplitAt(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

char LowerOf(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string_view FirstLine(std::string_view text) { return Trim(text.substr(0, text.find('\n'))); }

std::vector<std::string_view> Lines(std::string_view text) { return SplitAt(text, "\n"); }

std::vector<std::string_view> Words(std::string_view text) { return SplitAt(text, kSpace); }

std::optional<std::uint64_t> ParseNumber(std::string_view text, int base) {
  if (base == 16 && text.starts_with("0x")) text.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool IsDottedVersion(std::string_view text) {
  if (text.size() > 32 || text.find('.') == std::string_view::npos) return false;
  for (bool last = false; !last;) {
    const std::size_t dot = text.find('.');
    last = dot == std::string_view::npos;
    if (!ParseNumber(text.substr(0, dot))) return false;
    if (!last) text.remove_prefix(dot + 1);
  }
  return true;
}

std::string Cleaned(std::string_view text, std::size_t limit) {
  std::string clean(text.substr(0, limit));
  std::replace_if(clean.begin(), clean.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return clean;
}

std::string_view BaseName(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool ContainsIgnoringCase(std::string_view text, std::string_view lower_needle) {
  return std::search(text.begin(), text.end(), lower_needle.begin(), lower_needle.end(),
                     [](char a, char b) { return LowerOf(a) == b; }) != text.end();
}

}  // namespace accel::probes
