// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/python_text.h"

#include <algorithm>
#include <array>

namespace accel::shim::pip {
namespace {

using namespace std::literals;

// str.isspace beyond ASCII, in UTF-8.
constexpr std::array kWideBlanks = {
    "\xC2\x85"sv,     "\xC2\xA0"sv,     "\xE1\x9A\x80"sv, "\xE2\x80\x80"sv, "\xE2\x80\x81"sv,
    "\xE2\x80\x82"sv, "\xE2\x80\x83"sv, "\xE2\x80\x84"sv, "\xE2\x80\x85"sv, "\xE2\x80\x86"sv,
    "\xE2\x80\x87"sv, "\xE2\x80\x88"sv, "\xE2\x80\x89"sv, "\xE2\x80\x8A"sv, "\xE2\x80\xA8"sv,
    "\xE2\x80\xA9"sv, "\xE2\x80\xAF"sv, "\xE2\x81\x9F"sv, "\xE3\x80\x80"sv};

constexpr std::array kLineEnds = {"\r\n"sv,     "\n"sv,           "\r"sv,          "\v"sv,
                                  "\f"sv,       "\x1c"sv,         "\x1d"sv,        "\x1e"sv,
                                  "\xC2\x85"sv, "\xE2\x80\xA8"sv, "\xE2\x80\xA9"sv};

// How many bytes follow the first one of a UTF-8 sequence; -1 = it is no first byte.
int Followers(unsigned char first) {
  if (first < 0x80) return 0;
  if (first >= 0xC2 && first < 0xE0) return 1;
  if (first >= 0xE0 && first < 0xF0) return 2;
  return first >= 0xF0 && first < 0xF5 ? 3 : -1;
}

absl::Status Unclosed(const char* what) {
  return compat::InvalidArgument(std::string(what) + " is not closed");
}

}  // namespace

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto* end = std::find_if(kLineEnds.begin(), kLineEnds.end(), [&](std::string_view e) {
      return text.substr(at).starts_with(e);
    });
    if (end == kLineEnds.end()) {
      ++at;
      continue;
    }
    lines.emplace_back(text.substr(start, at - start));
    start = at += end->size();
  }
  if (start < text.size()) lines.emplace_back(text.substr(start));
  return lines;
}

std::size_t BlankAt(std::string_view text) {
  if (text.empty()) return 0;
  const char c = text.front();
  if (c == ' ' || (c >= '\t' && c <= '\r') || (c >= '\x1c' && c <= '\x1f')) return 1;
  for (const std::string_view blank : kWideBlanks) {
    if (text.starts_with(blank)) return blank.size();
  }
  return 0;
}

std::string_view Strip(std::string_view text) {
  for (std::size_t blank = BlankAt(text); blank > 0; blank = BlankAt(text))
    text.remove_prefix(blank);
  std::size_t end = 0;  // behind the last character that is no blank
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t blank = BlankAt(text.substr(at));
    at += std::max<std::size_t>(blank, 1);
    if (blank == 0) end = at;
  }
  return text.substr(0, end);
}

bool IsUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const int followers = Followers(static_cast<unsigned char>(text[at++]));
    if (followers < 0) return false;
    for (int i = 0; i < followers; ++i, ++at) {
      if (at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) return false;
    }
  }
  return true;
}

absl::StatusOr<std::vector<std::string>> SplitShell(std::string_view text) {
  std::vector<std::string> words;
  char quote = 0;
  bool open = false;  // a word has begun; it may be empty: ''
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (quote == 0 && blank) {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == '\\' && quote != '\'') {
      if (++at == text.size()) return Unclosed("the escape at its end");
      // Inside "…" a backslash escapes itself and the quote alone.
      if (quote == '"' && text[at] != '"' && text[at] != '\\') words.back() += '\\';
      words.back() += text[at];
    } else {
      words.back() += c;
    }
  }
  if (quote != 0) return Unclosed("a quote");
  return words;
}

}  // namespace accel::shim::pip
