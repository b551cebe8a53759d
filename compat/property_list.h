// SPDX-License-Identifier: Apache-2.0
//
// One feature with its values, best first: the lines that a machine's properties are made of.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/verdict.pb.h"

namespace accel::compat {

inline v1::Property ListOf(const std::string& ns, const std::string& feature,
                           const std::vector<std::string>& values) {
  v1::Property property;
  property.set_namespace_(ns);
  property.set_feature(feature);
  property.mutable_values()->Add(values.begin(), values.end());
  return property;
}

// Adds no line without a value.
inline void AddList(const std::string& ns, const std::string& feature,
                    const std::vector<std::string>& values, std::vector<v1::Property>& out) {
  if (!values.empty()) out.push_back(ListOf(ns, feature, values));
}

}  // namespace accel::compat
