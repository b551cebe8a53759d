// SPDX-License-Identifier: Apache-2.0
#include "compat/name.h"

#include <algorithm>

#include "compat/ascii.h"

namespace accel::compat {
namespace {

constexpr bool IsSeparator(char c) { return c == '-' || c == '_' || c == '.'; }

}  // namespace

std::string NormalizeName(std::string_view name) {
  std::string normal;
  normal.reserve(name.size());
  for (char c : name) {
    if (!IsSeparator(c)) {
      normal += ToLower(c);
    } else if (normal.empty() || normal.back() != '-') {
      normal += '-';
    }
  }
  return normal;
}

bool IsValidName(std::string_view name) {
  if (name.empty() || !IsLetterOrDigit(name.front()) || !IsLetterOrDigit(name.back())) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return IsLetterOrDigit(c) || IsSeparator(c); });
}

}  // namespace accel::compat
