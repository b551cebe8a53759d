// SPDX-License-Identifier: Apache-2.0
#include "compat/python_string.h"

#include <cstddef>
#include <cstdint>

namespace accel::compat {
namespace {

int DigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

bool AppendUtf8(std::uint32_t point, std::string& out) {
  if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return false;
  const auto append = [&out](std::uint32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (point < 0x80) {
    append(point);
    return true;
  }
  const int tail = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  const std::uint32_t lead = tail == 1 ? 0xc0 : tail == 2 ? 0xe0 : 0xf0;
  append(lead | (point >> (6 * tail)));
  for (int i = tail - 1; i >= 0; --i) append(0x80 | ((point >> (6 * i)) & 0x3f));
  return true;
}

// Exactly `count` hexadecimal digits from the start of `body`, or up to 3 octal ones.
bool ReadHex(std::string_view& body, std::size_t count, std::string& out) {
  if (body.size() < count) return false;
  std::uint32_t point = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const int digit = DigitValue(body[i]);
    if (digit > 15) return false;
    point = point * 16 + static_cast<std::uint32_t>(digit);
  }
  body.remove_prefix(count);
  return AppendUtf8(point, out);
}

bool ReadOctal(std::string_view& body, std::string& out) {
  std::uint32_t point = 0;
  for (int i = 0; i < 3 && !body.empty() && DigitValue(body.front()) < 8; ++i) {
    point = point * 8 + static_cast<std::uint32_t>(DigitValue(body.front()));
    body.remove_prefix(1);
  }
  return AppendUtf8(point, out);
}

// A backslash at the end of a line joins it with the next.
void SkipLineEnd(std::string_view& body) {
  const bool windows = body.starts_with("\r\n");
  body.remove_prefix(windows ? 2 : 1);
}

// `body` starts behind the backslash.
bool ReadEscape(std::string_view& body, std::string& out) {
  constexpr std::string_view kLetters = "\\'\"abfnrtv";
  constexpr std::string_view kValues = "\\'\"\a\b\f\n\r\t\v";
  if (body.empty()) return false;
  const char letter = body.front();
  if (letter == '\n' || letter == '\r') {
    SkipLineEnd(body);
    return true;
  }
  if (DigitValue(letter) < 8) return ReadOctal(body, out);
  if (letter == 'N') return false;
  if (letter == 'x' || letter == 'u' || letter == 'U') {
    body.remove_prefix(1);
    return ReadHex(body, letter == 'x' ? 2 : letter == 'u' ? 4 : 8, out);
  }
  if (const std::size_t known = kLetters.find(letter); known != std::string_view::npos) {
    out += kValues[known];
    body.remove_prefix(1);
  } else {
    out += '\\';  // not an escape: the backslash stays, the letter is read as text
  }
  return true;
}

}  // namespace

std::optional<std::string> ReadPythonString(std::string_view body) {
  std::string value;
  while (!body.empty()) {
    const char c = body.front();
    if (c == '\n' || c == '\r' || c == '\0') return std::nullopt;
    if (c != '\\') {
      value += c;
      body.remove_prefix(1);
      continue;
    }
    body.remove_prefix(1);
    if (!ReadEscape(body, value)) return std::nullopt;
  }
  return value;
}

std::string WritePythonString(std::string_view value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const bool single =
      value.find('"') != std::string_view::npos && value.find('\'') == std::string_view::npos;
  const char quote = single ? '\'' : '"';
  std::string literal(1, quote);
  for (char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\\') {
      literal += "\\\\";
    } else if (c == quote || byte < 0x20 || byte == 0x7f) {
      literal += {'\\', 'x', kHex[byte >> 4], kHex[byte & 0xf]};
    } else {
      literal += c;
    }
  }
  return literal + quote;
}

}  // namespace accel::compat
