// SPDX-License-Identifier: Apache-2.0
//
// The tree behind a Marker, and what its halves agree on. For compat/marker*.cc alone.
#pragma once

#include <memory>
#include <string>
#include <string_view>
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

// "variant_namespaces", "variant_features", "variant_properties"
bool IsVariantSet(std::string_view variable);

// " a::b " -> "a :: b". PEP 825 has the names of features and properties match whatever white space
// they are written with; that of a namespace has none, and keeps what it has.
std::string NormalizeVariantName(std::string_view set, std::string_view name);

}  // namespace accel::compat
