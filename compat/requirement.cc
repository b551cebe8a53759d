// SPDX-License-Identifier: Apache-2.0
#include "compat/requirement.h"

#include <algorithm>
#include <array>
#include <utility>

#include "compat/ascii.h"
#include "compat/name.h"
#include "compat/printable.h"
#include "compat/version_grammar.h"

namespace accel::compat {
namespace {

constexpr std::array<std::string_view, 7> kVersionOperators = {
    "==", "!=", "~=", "<=", ">=", "<", ">"};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  absl::StatusOr<Requirement> ParseAll() {
    Requirement requirement;
    SkipBlanks();
    ACCEL_ASSIGN_OR_RETURN(requirement.name, ParseName("the name of a project"));
    SkipBlanks();
    ACCEL_ASSIGN_OR_RETURN(requirement.extras, ParseExtras());
    SkipBlanks();
    if (Skip("@")) {
      ACCEL_ASSIGN_OR_RETURN(requirement.url, ParseUrl());
    } else {
      ACCEL_ASSIGN_OR_RETURN(requirement.specifiers, ParseSpecifiers());
    }
    SkipBlanks();
    if (position_ == text_.size()) return requirement;
    if (!Skip(";"))
      return Expected(requirement.url.empty() ? "a version specifier, `;` or the end"
                                              : "`;` or the end");
    auto marker = ParseMarker(text_.substr(position_));
    if (!marker.ok()) return Annotate(marker.status(), "requirement '" + PrintSafe(text_) + "'");
    requirement.marker = *std::move(marker);
    return requirement;
  }

 private:
  absl::Status Expected(const std::string& what) const {
    return InvalidArgument("requirement '" + PrintSafe(text_) + "', byte " +
                           std::to_string(position_) + ": expected " + what);
  }

  void SkipBlanks() {
    while (position_ < text_.size() && IsBlank(text_[position_])) ++position_;
  }

  bool Skip(std::string_view token) {
    if (text_.substr(position_, token.size()) != token) return false;
    position_ += token.size();
    return true;
  }

  // PEP 508's name, and packaging's name that ends with `_`.
  absl::StatusOr<std::string> ParseName(const std::string& what) {
    std::size_t end = position_;
    const auto in_name = [](char c) {
      return IsLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
    };
    while (end < text_.size() && in_name(text_[end])) ++end;
    const std::string_view name = text_.substr(position_, end - position_);
    if (name.empty() || !IsLetterOrDigit(name.front())) return Expected(what);
    position_ = end;
    if (name.back() == '.' || name.back() == '-')
      return Expected("a letter or digit at the end of the name");
    return std::string(name);
  }

  absl::StatusOr<std::vector<std::string>> ParseExtras() {
    std::vector<std::string> extras;
    if (!Skip("[")) return extras;
    SkipBlanks();
    if (Skip("]")) return extras;
    do {
      SkipBlanks();
      ACCEL_ASSIGN_OR_RETURN(const std::string name, ParseName("the name of an extra"));
      std::string extra = NormalizeName(name);
      if (std::find(extras.begin(), extras.end(), extra) == extras.end())
        extras.push_back(std::move(extra));
      SkipBlanks();
    } while (Skip(","));
    if (!Skip("]")) return Expected("`,` or `]`");
    return extras;
  }

  absl::StatusOr<std::string> ParseUrl() {
    SkipBlanks();
    const std::size_t end = std::min(text_.find_first_of(" \t", position_), text_.size());
    if (end == position_) return Expected("a URL behind `@`");
    std::string url(text_.substr(position_, end - position_));
    position_ = end;
    return url;
  }

  // How far one specifier reaches from the cursor; 0 when none starts here.
  std::size_t SpecifierLength() const {
    const std::string_view rest = text_.substr(position_);
    if (rest.starts_with("===")) return ArbitraryLength(rest);
    for (std::string_view op : kVersionOperators) {
      if (!rest.starts_with(op)) continue;
      std::size_t end = op.size();
      while (end < rest.size() && IsSpace(rest[end])) ++end;
      Version version;
      const std::size_t length = ReadVersion(rest.substr(end), version);
      if (length == 0) return 0;
      end += length;
      return rest.substr(end, 2) == ".*" ? end + 2 : end;
    }
    return 0;
  }

  static std::size_t ArbitraryLength(std::string_view rest) {
    std::size_t end = 3;
    while (end < rest.size() && IsSpace(rest[end])) ++end;
    while (end < rest.size() && !IsSpace(rest[end]) && rest[end] != ';' && rest[end] != ')') ++end;
    return end;
  }

  absl::StatusOr<SpecifierSet> ParseSpecifiers() {
    const bool in_parentheses = Skip("(");
    SkipBlanks();
    const std::size_t start = position_;
    while (const std::size_t length = SpecifierLength()) {
      position_ += length;
      SkipBlanks();
      if (!Skip(",")) break;
      SkipBlanks();
    }
    auto set = ParseSpecifierSet(text_.substr(start, position_ - start));
    if (!set.ok()) return Annotate(set.status(), "requirement '" + PrintSafe(text_) + "'");
    if (in_parentheses && !Skip(")")) return Expected("a version specifier or `)`");
    return set;
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

// "[a,b]". The normal form of `a_` is `a-`, which is no name; written as `a_` it is one with that
// normal form.
std::string PrintExtras(const std::vector<std::string>& extras) {
  std::string text;
  for (const std::string& extra : extras) {
    text += (text.empty() ? "[" : ",") + extra;
    if (text.back() == '-') text.back() = '_';
  }
  return text.empty() ? text : text + "]";
}

}  // namespace

absl::StatusOr<Requirement> ParseRequirement(std::string_view text) {
  return Parser(text).ParseAll();
}

std::string ToString(const Requirement& requirement) {
  std::string text = requirement.name + PrintExtras(requirement.extras);
  text += ToString(requirement.specifiers);
  if (!requirement.url.empty()) text += " @ " + requirement.url;
  if (requirement.marker.root == nullptr) return text;
  return text + (requirement.url.empty() ? "; " : " ; ") + ToString(requirement.marker);
}

}  // namespace accel::compat
