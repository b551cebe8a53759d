// SPDX-License-Identifier: Apache-2.0
#include "shim/index/url_text.h"

#include <algorithm>

#include "compat/ascii.h"
#include "shim/index/url.h"

namespace accel::shim::index {
namespace {

bool IsAddressChar(char c) { return HexValue(c) >= 0 || c == ':' || c == '.'; }
bool IsNameChar(char c) {
  return compat::IsLetter(c) || compat::IsDigit(c) || c == '-' || c == '.' || c == '_';
}

}  // namespace

bool IsHost(std::string_view host) {
  if (host.size() > 255) return false;
  if (host.starts_with('[')) {
    if (host.size() < 4 || !host.ends_with(']')) return false;
    host = host.substr(1, host.size() - 2);
    return std::all_of(host.begin(), host.end(), IsAddressChar);
  }
  return std::all_of(host.begin(), host.end(), IsNameChar);
}

bool IsEscape(std::string_view text, std::size_t at) {
  return at + 2 < text.size() && text[at] == '%' && HexValue(text[at + 1]) >= 0 &&
         HexValue(text[at + 2]) >= 0;
}

std::string Encode(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (IsUrlChar(text[i]) || IsEscape(text, i)) {
      encoded += text[i];
      continue;
    }
    auto byte = static_cast<unsigned char>(text[i]);
    encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return encoded;
}

std::string PercentDecode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (IsEscape(text, i)) {
      decoded += static_cast<char>(HexValue(text[i + 1]) * 16 + HexValue(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

}  // namespace accel::shim::index
