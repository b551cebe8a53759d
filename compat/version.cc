// SPDX-License-Identifier: Apache-2.0
#include "compat/version.h"

#include <algorithm>

#include "compat/ascii.h"
#include "compat/printable.h"
#include "compat/version_grammar.h"

namespace accel::compat {
namespace {

// Both without leading zeros: the longer one is the greater one.
std::strong_ordering CompareNumbers(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

std::strong_ordering CompareReleases(const Version& a, const Version& b) {
  static const std::string kZero = "0";
  const std::size_t length = std::max(a.release.size(), b.release.size());
  for (std::size_t i = 0; i < length; ++i) {
    const std::string& x = i < a.release.size() ? a.release[i] : kZero;
    const std::string& y = i < b.release.size() ? b.release[i] : kZero;
    if (const auto order = CompareNumbers(x, y); order != 0) return order;
  }
  return std::strong_ordering::equal;
}

// 1.0.dev1 < 1.0a1 < 1.0b1 < 1.0rc1 < 1.0
int PreRank(const Version& version) {
  if (version.pre) return version.pre->first == "a" ? 1 : version.pre->first == "b" ? 2 : 3;
  return version.dev && !version.post ? 0 : 4;
}

std::strong_ordering ComparePre(const Version& a, const Version& b) {
  if (const auto order = PreRank(a) <=> PreRank(b); order != 0) return order;
  if (!a.pre || !b.pre) return std::strong_ordering::equal;
  return CompareNumbers(a.pre->second, b.pre->second);
}

std::strong_ordering ComparePost(const Version& a, const Version& b) {
  if (!a.post || !b.post) return a.post.has_value() <=> b.post.has_value();
  return CompareNumbers(*a.post, *b.post);
}

std::strong_ordering CompareDev(const Version& a, const Version& b) {
  if (!a.dev || !b.dev) return b.dev.has_value() <=> a.dev.has_value();
  return CompareNumbers(*a.dev, *b.dev);
}

// Letters before numbers, "1" before "1.0", no local part before any.
std::strong_ordering CompareLocalSegments(const std::string& a, const std::string& b) {
  const auto is_number = [](const std::string& s) {
    return std::all_of(s.begin(), s.end(), IsDigit);
  };
  const bool a_number = is_number(a);
  const bool b_number = is_number(b);
  if (a_number != b_number) return a_number <=> b_number;
  return a_number ? CompareNumbers(a, b) : a.compare(b) <=> 0;
}

std::strong_ordering CompareLocals(const Version& a, const Version& b) {
  const std::size_t common = std::min(a.local.size(), b.local.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (const auto order = CompareLocalSegments(a.local[i], b.local[i]); order != 0) return order;
  }
  return a.local.size() <=> b.local.size();
}

template <typename Parts>
std::string Join(const Parts& parts) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!joined.empty()) joined += '.';
    joined += part;
  }
  return joined;
}

}  // namespace

absl::StatusOr<Version> ParseVersion(std::string_view text) {
  const std::string_view trimmed = Trim(text);
  absl::StatusOr<Version> version(absl::in_place);  // moving one costs as much as reading it
  const std::size_t length = ReadVersion(trimmed, *version);
  if (length == 0 || length != trimmed.size())
    version = InvalidArgument("'" + PrintSafe(text) + "' is not a version (PEP 440)");
  return version;
}

std::strong_ordering Compare(const Version& a, const Version& b) {
  if (const auto order = CompareNumbers(a.epoch, b.epoch); order != 0) return order;
  if (const auto order = CompareReleases(a, b); order != 0) return order;
  if (const auto order = ComparePre(a, b); order != 0) return order;
  if (const auto order = ComparePost(a, b); order != 0) return order;
  if (const auto order = CompareDev(a, b); order != 0) return order;
  return CompareLocals(a, b);
}

std::string ToString(const Version& version) {
  std::string text = PublicString(version);
  if (!version.local.empty()) text += "+" + LocalString(version);
  return text;
}

std::string PublicString(const Version& version) {
  std::string text;
  if (version.epoch != "0") text += version.epoch + "!";
  text += Join(version.release);
  if (version.pre) text += version.pre->first + version.pre->second;
  if (version.post) text += ".post" + *version.post;
  if (version.dev) text += ".dev" + *version.dev;
  return text;
}

std::string LocalString(const Version& version) { return Join(version.local); }

Version WithoutLocal(Version version) {
  version.local.clear();
  return version;
}

}  // namespace accel::compat
