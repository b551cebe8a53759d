// SPDX-License-Identifier: Apache-2.0
//
// The difference of two locks by the same resolver, one as the project is, one with the builds of a
// tag pinned; and the first made into the second again. Pure.
#pragma once

#include <string>
#include <vector>

#include "shim/overlay/lock_file.h"

namespace accel::shim::overlay {

// Name by name: a name whose entries differ in any byte is here with all its entries.
struct Difference {
  std::vector<Entry> entries;        // added, or instead of those of the universal lock
  std::vector<std::string> removed;  // names that only the universal lock has; sorted

  bool operator==(const Difference&) const = default;
};

Difference DifferenceOf(const LockFile& universal, const LockFile& variant);

// Entries by name, as the resolver sorts them. Apply(a, DifferenceOf(a, b)) has the entries of b.
LockFile Apply(LockFile universal, const Difference& difference);

}  // namespace accel::shim::overlay
