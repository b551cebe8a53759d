// SPDX-License-Identifier: Apache-2.0
#include "compat/specifier.h"

#include <algorithm>
#include <array>
#include <utility>

#include "compat/ascii.h"
#include "compat/printable.h"
#include "compat/version_grammar.h"

namespace accel::compat {
namespace {

using Operator = Specifier::Operator;

// `===` stands before `==`, and so on: the first that fits is the longest.
constexpr std::array<std::pair<std::string_view, Operator>, 8> kOperators = {
    {{"===", Operator::kArbitrary},
     {"~=", Operator::kCompatible},
     {"==", Operator::kEqual},
     {"!=", Operator::kNotEqual},
     {"<=", Operator::kLessEqual},
     {">=", Operator::kGreaterEqual},
     {"<", Operator::kLess},
     {">", Operator::kGreater}}};

absl::Status Unreadable(std::string_view text, const std::string& why) {
  return InvalidArgument("'" + PrintSafe(text) + "' is not a version specifier (PEP 440): " + why);
}

bool HasSuffix(const Version& version) {
  return version.pre || version.post || version.dev || !version.local.empty();
}

// What PEP 440 allows behind each operator.
absl::Status CheckVersion(const Specifier& specifier, std::string_view text) {
  const bool equality = specifier.op == Operator::kEqual || specifier.op == Operator::kNotEqual;
  if (specifier.wildcard && !equality) return Unreadable(text, "`.*` goes with == and != only");
  if (specifier.wildcard && HasSuffix(specifier.version)) {
    return Unreadable(text,
                      "`.*` follows a release number only, without a pre, post, dev or local part");
  }
  if (!specifier.version.local.empty() && !equality)
    return Unreadable(text, "a local version goes with == and != only");
  if (specifier.op == Operator::kCompatible && specifier.version.release.size() < 2) {
    return Unreadable(text, "~= needs at least two numbers, as in ~=2.9");
  }
  return absl::OkStatus();
}

bool SamePublic(const Version& a, const Version& b) {
  if (a.local.empty() && b.local.empty()) return a == b;
  return WithoutLocal(a) == WithoutLocal(b);
}

// The first `length` numbers of the release are those of `prefix`.
bool HasPrefix(const Version& version, const Version& prefix, std::size_t length) {
  if (version.epoch != prefix.epoch) return false;
  for (std::size_t i = 0; i < length; ++i) {
    const std::string_view number =
        i < version.release.size() ? std::string_view(version.release[i]) : "0";
    if (number != prefix.release[i]) return false;
  }
  return true;
}

bool SameRelease(const Version& a, const Version& b) {
  return a.release.size() >= b.release.size() ? HasPrefix(b, a, a.release.size())
                                              : HasPrefix(a, b, b.release.size());
}

bool Equal(const Specifier& specifier, const Version& version) {
  const Version& bound = specifier.version;
  if (specifier.wildcard) return HasPrefix(version, bound, bound.release.size());
  return bound.local.empty() ? SamePublic(version, bound) : version == bound;
}

// `<2` keeps out the prereleases of 2, unless it names one itself.
bool Less(const Version& bound, const Version& version) {
  if (!(version < bound)) return false;
  if (bound.IsPrerelease() || !version.IsPrerelease()) return true;
  Version first = bound;
  first.dev = "0";
  return version < first;
}

// `>2` keeps out 2+local and 2.post1; `>2.post1` keeps out 2.post1+local.
bool Greater(const Version& bound, const Version& version) {
  if (!(version > bound)) return false;
  if (bound.dev || bound.post) return !SamePublic(version, bound);
  return !SameRelease(version, bound) || version.pre != bound.pre;
}

}  // namespace

absl::StatusOr<Specifier> ParseSpecifier(std::string_view text) {
  const std::string_view trimmed = Trim(text);
  const auto* found = std::find_if(kOperators.begin(), kOperators.end(), [&](const auto& entry) {
    return trimmed.substr(0, entry.first.size()) == entry.first;
  });
  if (found == kOperators.end())
    return Unreadable(text, "it starts with no operator (~= == != <= >= < > ===)");
  Specifier specifier;
  specifier.op = found->second;
  std::string_view rest = Trim(trimmed.substr(found->first.size()));
  if (specifier.op == Operator::kArbitrary) {
    const bool clean = std::none_of(rest.begin(), rest.end(),
                                    [](char c) { return IsSpace(c) || c == ';' || c == ')'; });
    if (!clean) return Unreadable(text, "=== takes one word");
    specifier.text = rest;
    return specifier;
  }
  const std::size_t length = ReadVersion(rest, specifier.version);
  specifier.text = rest.substr(0, length);
  specifier.wildcard = rest.substr(length) == ".*";
  if (length == 0 || (length != rest.size() && !specifier.wildcard))
    return Unreadable(text, "the version cannot be read");
  ACCEL_RETURN_IF_ERROR(CheckVersion(specifier, text));
  return specifier;
}

absl::StatusOr<SpecifierSet> ParseSpecifierSet(std::string_view text) {
  SpecifierSet set;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view part = Trim(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (part.empty()) continue;
    ACCEL_ASSIGN_OR_RETURN(Specifier specifier, ParseSpecifier(part));
    set.specifiers.push_back(std::move(specifier));
  }
  return set;
}

bool Contains(const Specifier& specifier, const Version& version) {
  const Version& bound = specifier.version;
  switch (specifier.op) {
    case Operator::kCompatible:
      return version >= bound && HasPrefix(version, bound, bound.release.size() - 1);
    case Operator::kEqual:
      return Equal(specifier, version);
    case Operator::kNotEqual:
      return !Equal(specifier, version);
    case Operator::kLessEqual:
      return version <= bound || SamePublic(version, bound);
    case Operator::kGreaterEqual:
      return version >= bound;
    case Operator::kLess:
      return Less(bound, version);
    case Operator::kGreater:
      return Greater(bound, version);
    case Operator::kArbitrary:
      return ToLower(specifier.text) == ToString(version);
  }
  return false;
}

bool Contains(const SpecifierSet& set, const Version& version, Prereleases prereleases) {
  if (prereleases == Prereleases::kForbid && version.IsPrerelease()) return false;
  return std::all_of(set.specifiers.begin(), set.specifiers.end(),
                     [&](const Specifier& specifier) { return Contains(specifier, version); });
}

bool AllowsPrereleases(const SpecifierSet& set) {
  return std::any_of(set.specifiers.begin(), set.specifiers.end(), [](const Specifier& specifier) {
    if (specifier.op == Operator::kNotEqual || specifier.wildcard) return false;
    if (specifier.op != Operator::kArbitrary) return specifier.version.IsPrerelease();
    const auto version = ParseVersion(specifier.text);
    return version.ok() && version->IsPrerelease();
  });
}

std::string ToString(const Specifier& specifier) {
  const auto* found = std::find_if(kOperators.begin(), kOperators.end(),
                                   [&](const auto& entry) { return entry.second == specifier.op; });
  return std::string(found->first) + specifier.text + (specifier.wildcard ? ".*" : "");
}

std::string ToString(const SpecifierSet& set) {
  std::string text;
  for (const Specifier& specifier : set.specifiers) {
    if (!text.empty()) text += ',';
    text += ToString(specifier);
  }
  return text;
}

}  // namespace accel::compat
