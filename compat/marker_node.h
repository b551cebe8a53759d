// SPDX-License-Identifier: Apache-2.0
//
// The tree behind a Marker. For marker.cc, marker_evaluate.cc and marker_print.cc alone.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace accel::compat {

struct MarkerOperand {
  enum class Kind { kLiteral, kVariable };
  Kind kind = Kind::kLiteral;
  std::string text;  // the literal without quotes and escapes, or the variable's name with `_`
};

struct MarkerNode {
  enum class Kind { kCompare, kAnd, kOr };
  Kind kind = Kind::kCompare;
  // kCompare
  MarkerOperand left, right;
  std::string op;  // "<", …, "===", "in", "not in"
  // kAnd, kOr: at least two
  std::vector<std::shared_ptr<const MarkerNode>> children;
};

}  // namespace accel::compat
