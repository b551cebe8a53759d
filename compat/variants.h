// SPDX-License-Identifier: Apache-2.0
//
// Ordering of variant labels as PEP 825 defines it.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "accel/v1/compatibility.pb.h"

namespace accel::compat {

// One axis per (namespace, feature), namespaces in `priority` order, features in the host's order;
// the best index that the label reaches in the host's value list, or kMissing. Lexicographically
// smaller is better.
inline constexpr std::size_t kMissing = std::numeric_limits<std::size_t>::max();
std::vector<std::size_t> RankVector(const v1::Variant& variant,
                                    const std::vector<std::string>& priority,
                                    const std::vector<v1::Property>& host);

}  // namespace accel::compat
