// SPDX-License-Identifier: Apache-2.0
//
// Versions as PEP 440 orders them.
// Promises the order, the equality and the normal form of pypa/packaging. Never accepts what PEP
// 440 does not.
#pragma once

#include <absl/container/inlined_vector.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "compat/status.h"

namespace accel::compat {

// Numbers are arbitrarily long in PEP 440; they are kept as decimal digits without leading zeros.
struct Version {
  std::string epoch = "0";
  absl::InlinedVector<std::string, 4> release;             // "2", "9", "1"
  std::optional<std::pair<std::string, std::string>> pre;  // ("a" | "b" | "rc", number)
  std::optional<std::string> post;
  std::optional<std::string> dev;
  absl::InlinedVector<std::string, 1> local;  // lower case segments: "cu126", "cpu"

  bool IsPrerelease() const { return pre.has_value() || dev.has_value(); }
};

// INVALID_ARGUMENT when `text` is no version.
absl::StatusOr<Version> ParseVersion(std::string_view text);

// PEP 440 order; versions that compare equal may be spelled differently ("1.0" and "1.0.0").
std::strong_ordering Compare(const Version& a, const Version& b);
inline bool operator==(const Version& a, const Version& b) { return Compare(a, b) == 0; }
inline std::strong_ordering operator<=>(const Version& a, const Version& b) {
  return Compare(a, b);
}

// The normal form; without the local part, and that part alone ("cu126", empty when there is none).
std::string ToString(const Version& version);
std::string PublicString(const Version& version);
std::string LocalString(const Version& version);

// `version` without its local part.
Version WithoutLocal(Version version);

}  // namespace accel::compat
