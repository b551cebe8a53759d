// SPDX-License-Identifier: Apache-2.0
#include "compat/wheel_name.h"

#include <algorithm>
#include <array>

#include "compat/ascii.h"
#include "compat/name.h"
#include "compat/printable.h"
#include "compat/version_grammar.h"

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

// The parts of a name, each of them checked; views into it.
struct Parts {
  std::string_view name, build, python, abi, platform, variant;
};

constexpr std::size_t kMaxParts = 7;

// Splits at "-"; what is more than the parts of a name is counted alone.
std::size_t Split(std::string_view stem, std::array<std::string_view, kMaxParts>& parts) {
  for (std::size_t count = 0;; ++count) {
    const std::size_t end = stem.find('-');
    if (count < kMaxParts) parts[count] = stem.substr(0, end);
    if (end == std::string_view::npos) return count + 1;
    stem.remove_prefix(end + 1);
  }
}

bool StartsWithDigit(std::string_view text) { return !text.empty() && IsDigit(text.front()); }

// Takes the next of "py2.py3" from `set`.
std::string_view TakeTag(std::string_view& set) {
  const std::size_t end = set.find('.');
  const std::string_view tag = set.substr(0, end);
  set.remove_prefix(end == std::string_view::npos ? set.size() : end + 1);
  return tag;
}

bool IsTag(std::string_view text) { return !text.empty() && AllOf(text, IsWord); }

bool IsTagSet(std::string_view set) {
  if (set.empty() || set.ends_with('.')) return false;
  while (!set.empty()) {
    if (!IsTag(TakeTag(set))) return false;
  }
  return true;
}

// A Python tag is an identifier.
bool IsPythonTagSet(std::string_view set) {
  if (!IsTagSet(set)) return false;
  while (!set.empty()) {
    if (StartsWithDigit(TakeTag(set))) return false;
  }
  return true;
}

std::vector<std::string> Tags(std::string_view set) {
  std::vector<std::string> tags;
  while (!set.empty()) tags.push_back(ToLower(TakeTag(set)));
  return tags;
}

bool IsLabel(std::string_view text) {
  return !text.empty() && AllOf(text, [](char c) { return IsWordOrDot(c) && !IsUpper(c); });
}

bool IsProject(std::string_view text) {
  return !text.empty() && AllOf(text, IsWordOrDot) && text.find("__") == std::string_view::npos;
}

bool IsVersion(std::string_view text, Version& version) {
  return !text.empty() && ReadVersion(text, version) == text.size();
}

// What is wrong with the parts; nullptr when nothing is.
const char* FindFault(const Parts& parts) {
  if (!IsProject(parts.name)) return "its project name cannot be read";
  if (!AllOf(parts.build, IsWordOrDot)) return "its build tag cannot be read";
  if (!IsPythonTagSet(parts.python)) return "its Python tag cannot be read";
  if (!IsTagSet(parts.abi)) return "its ABI tag cannot be read";
  if (!IsTagSet(parts.platform)) return "its platform tag cannot be read";
  if (parts.variant.data() != nullptr && !IsLabel(parts.variant))
    return "its variant label has more than lower case letters, digits, `_` and `.`";
  return nullptr;
}

// Python tags never start with a digit, build tags always do (PEP 427): this tells six parts with a
// build tag from six parts with a variant label (PEP 825).
absl::StatusOr<Parts> ReadParts(std::string_view file_name, Version& version) {
  if (!file_name.ends_with(kSuffix)) return Wrong(file_name, "it does not end with .whl");
  if (file_name.find("..") != std::string_view::npos) return Wrong(file_name, "it contains `..`");
  std::array<std::string_view, kMaxParts> all;
  const std::size_t count = Split(file_name.substr(0, file_name.size() - kSuffix.size()), all);
  if (count < 5 || count > kMaxParts)
    return Wrong(file_name, "it has " + std::to_string(count) + " parts, not 5 to 7");
  const std::size_t tags = count > 5 && StartsWithDigit(all[2]) ? 3 : 2;
  if (count == kMaxParts && tags == 2)
    return Wrong(file_name, "its build tag does not start with a digit");
  Parts parts{all[0], "", all[tags], all[tags + 1], all[tags + 2], {}};
  if (tags == 3) parts.build = all[2];
  if (count > tags + 3) parts.variant = all[tags + 3];
  if (!IsVersion(all[1], version)) return Wrong(file_name, "its version cannot be read");
  if (const char* fault = FindFault(parts)) return Wrong(file_name, fault);
  return parts;
}

}  // namespace

absl::StatusOr<WheelName> ParseWheelName(std::string_view file_name) {
  WheelName wheel;
  ACCEL_ASSIGN_OR_RETURN(const Parts parts, ReadParts(file_name, wheel.version));
  wheel.name = NormalizeName(parts.name);
  wheel.build = parts.build;
  wheel.python = Tags(parts.python);
  wheel.abi = Tags(parts.abi);
  wheel.platform = Tags(parts.platform);
  wheel.variant = parts.variant;
  return wheel;
}

bool IsWheelName(std::string_view file_name) {
  Version version;
  return ReadParts(file_name, version).ok();
}

}  // namespace accel::compat
