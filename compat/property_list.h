// SPDX-License-Identifier: Apache-2.0
//
// One feature with its values, best first: the lines that a machine's properties are made of.
// Promises no line without a value.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/verdict.pb.h"

namespace accel::compat {

inline void AddList(const std::string& ns, const std::string& feature,
                    const std::vector<std::string>& values, std::vector<v1::Property>& out) {
  if (values.empty()) return;
  v1::Property& property = out.emplace_back();
  property.set_namespace_(ns);
  property.set_feature(feature);
  property.mutable_values()->Add(values.begin(), values.end());
}

}  // namespace accel::compat
