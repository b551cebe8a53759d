// SPDX-License-Identifier: Apache-2.0
#include "compat/wheel_name.h"

#include <algorithm>
#include <utility>

#include "compat/ascii.h"
#include "compat/name.h"
#include "compat/printable.h"

namespace accel::compat {
namespace {

constexpr std::string_view kSuffix = ".whl";

absl::Status Wrong(std::string_view file_name, const std::string& why) {
  return InvalidArgument("'" + PrintSafe(file_name) + "' is not the name of a wheel: " + why);
}

constexpr bool IsWord(char c) { return IsLetterOrDigit(c) || c == '_'; }
constexpr bool IsWordOrDot(char c) { return IsWord(c) || c == '.'; }

bool AllOf(std::string_view text, bool (*in_class)(char)) {
  return std::all_of(text.begin(), text.end(), in_class);
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool StartsWithDigit(std::string_view text) { return !text.empty() && IsDigit(text.front()); }

// "py2.py3" -> "py2", "py3"; empty when a tag is empty or has a byte that no tag has.
std::vector<std::string> Tags(std::string_view text) {
  std::vector<std::string> tags;
  for (std::string_view tag : Split(text, '.')) {
    if (tag.empty() || !AllOf(tag, IsWord)) return {};
    tags.push_back(ToLower(tag));
  }
  return tags;
}

bool IsLabel(std::string_view text) {
  return !text.empty() && AllOf(text, [](char c) { return IsWordOrDot(c) && !IsUpper(c); });
}

absl::Status ReadTags(std::string_view file_name, const std::vector<std::string_view>& parts,
                      std::size_t at, WheelName& wheel) {
  wheel.python = Tags(parts[at]);
  wheel.abi = Tags(parts[at + 1]);
  wheel.platform = Tags(parts[at + 2]);
  const bool is_identifier =
      std::none_of(wheel.python.begin(), wheel.python.end(), StartsWithDigit);
  if (wheel.python.empty() || !is_identifier)
    return Wrong(file_name, "its Python tag cannot be read");
  if (wheel.abi.empty()) return Wrong(file_name, "its ABI tag cannot be read");
  if (wheel.platform.empty()) return Wrong(file_name, "its platform tag cannot be read");
  return absl::OkStatus();
}

absl::Status ReadNameAndVersion(std::string_view file_name,
                                const std::vector<std::string_view>& parts, WheelName& wheel) {
  if (parts[0].empty() || !AllOf(parts[0], IsWordOrDot) ||
      parts[0].find("__") != std::string_view::npos) {
    return Wrong(file_name, "its project name cannot be read");
  }
  wheel.name = NormalizeName(parts[0]);
  const bool trimmed = Trim(parts[1]) == parts[1];
  auto version = ParseVersion(parts[1]);
  if (!version.ok() || !trimmed) return Wrong(file_name, "its version cannot be read");
  wheel.version = *std::move(version);
  return absl::OkStatus();
}

}  // namespace

// Python tags never start with a digit, build tags always do (PEP 427): this tells six parts with a
// build tag from six parts with a variant label (PEP 825).
absl::StatusOr<WheelName> ParseWheelName(std::string_view file_name) {
  if (file_name.size() < kSuffix.size() ||
      file_name.substr(file_name.size() - kSuffix.size()) != kSuffix) {
    return Wrong(file_name, "it does not end with .whl");
  }
  const std::string_view stem = file_name.substr(0, file_name.size() - kSuffix.size());
  if (file_name.find("..") != std::string_view::npos) return Wrong(file_name, "it contains `..`");
  const std::vector<std::string_view> parts = Split(stem, '-');
  if (parts.size() < 5 || parts.size() > 7)
    return Wrong(file_name, "it has " + std::to_string(parts.size()) + " parts, not 5 to 7");
  const bool has_build = parts.size() > 5 && StartsWithDigit(parts[2]);
  if (parts.size() == 7 && !has_build)
    return Wrong(file_name, "its build tag does not start with a digit");
  WheelName wheel;
  ACCEL_RETURN_IF_ERROR(ReadNameAndVersion(file_name, parts, wheel));
  if (has_build) wheel.build = parts[2];
  if (!AllOf(wheel.build, IsWordOrDot)) return Wrong(file_name, "its build tag cannot be read");
  const std::size_t tags = has_build ? 3 : 2;
  ACCEL_RETURN_IF_ERROR(ReadTags(file_name, parts, tags, wheel));
  if (parts.size() == tags + 3) return wheel;
  if (!IsLabel(parts.back()))
    return Wrong(file_name,
                 "its variant label has more than lower case letters, digits, `_` and `.`");
  wheel.variant = parts.back();
  return wheel;
}

}  // namespace accel::compat
