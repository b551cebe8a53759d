// SPDX-License-Identifier: Apache-2.0
//
// Version specifiers and sets of them as PEP 440 defines them: `~= == != <= >= < > ===`, wildcards, local versions.
// Promises the answers of pypa/packaging's SpecifierSet.contains.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compat/status.h"
#include "compat/version.h"

namespace accel::compat {

struct Specifier {
  enum class Operator { kCompatible, kEqual, kNotEqual, kLessEqual, kGreaterEqual, kLess, kGreater, kArbitrary };
  Operator op;
  std::string text;     // the version as written, without the wildcard; what === compares
  Version version;      // unset for ===
  bool wildcard = false;
};

struct SpecifierSet {
  std::vector<Specifier> specifiers;  // all must hold; empty = every version
};

// kAuto: prereleases only when a specifier names one (packaging's default).
enum class Prereleases { kAuto, kAllow, kForbid };

// "", ">=2,<2.9", "==2.9.*". INVALID_ARGUMENT names the part that cannot be read.
absl::StatusOr<SpecifierSet> ParseSpecifierSet(std::string_view text);

bool Contains(const SpecifierSet& set, const Version& version, Prereleases prereleases = Prereleases::kAuto);

std::string ToString(const SpecifierSet& set);

}  // namespace accel::compat
