// SPDX-License-Identifier: Apache-2.0
#include "shim/gate/route.h"

#include <sys/random.h>

#include <array>
#include <charconv>
#include <system_error>

#include "compat/name.h"

namespace accel::shim::gate {
namespace {

// Cuts "/SEGMENT" off the front; empty when `path` does not start with one.
std::string_view CutSegment(std::string_view& path) {
  if (!path.starts_with('/')) return {};
  path.remove_prefix(1);
  std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool SameToken(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  int difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= a[i] ^ b[i];
  return difference == 0;
}

std::optional<int> ParseIndex(std::string_view text) {
  int index = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || index < 0 || text.size() > 3) return std::nullopt;
  return index;
}

}  // namespace

absl::StatusOr<std::string> NewToken() {
  std::array<unsigned char, 32> random;
  if (getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
    return absl::UnavailableError("the system has no random numbers for the gate's address");
  }
  constexpr char kDigits[] = "0123456789abcdef";
  std::string token;
  for (unsigned char byte : random) token += {kDigits[byte >> 4], kDigits[byte & 15]};
  return token;
}

std::optional<Route> ParseRoute(std::string_view path, std::string_view token) {
  if (!SameToken(CutSegment(path), token)) return std::nullopt;
  std::optional<int> index = ParseIndex(CutSegment(path));
  if (!index || CutSegment(path) != "simple") return std::nullopt;
  std::string_view name = CutSegment(path);
  if (!path.empty() && path != "/") return std::nullopt;
  if (name.size() > 255 || !compat::IsValidName(name)) return std::nullopt;
  return Route{*index, compat::NormalizeName(name)};
}

}  // namespace accel::shim::gate
