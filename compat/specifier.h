// SPDX-License-Identifier: Apache-2.0
//
// Version specifiers and sets of them as PEP 440 defines them: `~= == != <= >= < > ===`, wildcards,
// local versions. Promises the answers of pypa/packaging >= 26's SpecifierSet.contains. Never looks
// at other versions: whoever picks one of many decides with AllowsPrereleases whether prereleases
// stand back behind final versions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compat/status.h"
#include "compat/version.h"

namespace accel::compat {

struct Specifier {
  enum class Operator {
    kCompatible,
    kEqual,
    kNotEqual,
    kLessEqual,
    kGreaterEqual,
    kLess,
    kGreater,
    kArbitrary
  };
  Operator op;
  std::string text;  // the version as written, without the wildcard; what === compares
  Version version;   // unset for ===
  bool wildcard = false;
};

struct SpecifierSet {
  std::vector<Specifier> specifiers;  // all must hold; empty = every version
};

// kAuto is packaging's default for one version: with nothing else to choose, a prerelease that
// satisfies the specifiers is in. kForbid keeps every prerelease out.
enum class Prereleases { kAuto, kAllow, kForbid };

// "", ">=2,<2.9", "==2.9.*". INVALID_ARGUMENT names the part that cannot be read.
absl::StatusOr<SpecifierSet> ParseSpecifierSet(std::string_view text);

// Exactly one specifier, ">=2".
absl::StatusOr<Specifier> ParseSpecifier(std::string_view text);

bool Contains(const SpecifierSet& set, const Version& version,
              Prereleases prereleases = Prereleases::kAuto);

bool Contains(const Specifier& specifier, const Version& version);

// True when a specifier names a prerelease (`!=` does not count), so that prereleases rank beside
// final versions.
bool AllowsPrereleases(const SpecifierSet& set);

// As written, without white space: ">=2,<2.9".
std::string ToString(const SpecifierSet& set);
std::string ToString(const Specifier& specifier);

}  // namespace accel::compat
