// SPDX-License-Identifier: Apache-2.0
#include "compat/variants.h"

#include <algorithm>

namespace accel::compat {
namespace {

std::size_t BestIndex(const v1::Variant& variant, const v1::Property& axis) {
  std::size_t best = kMissing;
  for (const v1::Property& property : variant.properties()) {
    if (property.namespace_() != axis.namespace_() || property.feature() != axis.feature())
      continue;
    for (const std::string& value : property.values()) {
      const auto at = std::find(axis.values().begin(), axis.values().end(), value);
      if (at != axis.values().end())
        best = std::min(best, static_cast<std::size_t>(at - axis.values().begin()));
    }
  }
  return best;
}

}  // namespace

std::vector<std::size_t> RankVector(const v1::Variant& variant,
                                    const std::vector<std::string>& priority,
                                    const std::vector<v1::Property>& host) {
  std::vector<std::size_t> rank;
  for (const std::string& ns : priority) {
    for (const v1::Property& axis : host) {
      if (axis.namespace_() == ns) rank.push_back(BestIndex(variant, axis));
    }
  }
  return rank;
}

}  // namespace accel::compat
