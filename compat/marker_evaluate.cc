// SPDX-License-Identifier: Apache-2.0
//
// Answering markers. What packaging decides by looking at the left side first is decided the same
// way here.
#include <algorithm>
#include <array>
#include <optional>

#include "compat/ascii.h"
#include "compat/marker.h"
#include "compat/marker_node.h"
#include "compat/name.h"
#include "compat/specifier.h"

namespace accel::compat {
namespace {

using OperandKind = MarkerOperand::Kind;

bool IsVersionVariable(std::string_view name) {
  return name == "python_version" || name == "python_full_version" ||
         name == "implementation_version" || name == "platform_release";
}

bool IsSetVariable(std::string_view name) {
  return name == "extras" || name == "dependency_groups" || IsVariantSet(name);
}

std::string Lookup(const MarkerEnvironment& environment, const std::string& name) {
  const auto found = environment.find(name);
  if (found == environment.end()) return "";
  if (name == "extra") return NormalizeName(found->second);
  // An interpreter built from a checkout calls itself "3.14.0+".
  if (name == "python_full_version" && !found->second.empty() && found->second.back() == '+') {
    return found->second + "local";
  }
  return found->second;
}

bool SatisfiesSpecifier(const Specifier& specifier, std::string_view text) {
  if (specifier.op == Specifier::Operator::kArbitrary)
    return ToLower(text) == ToLower(specifier.text);
  const auto version = ParseVersion(text);
  return version.ok() && Contains(specifier, *version);
}

// Strings have no order: <= and >= mean ==, < and > never hold, ~= and === are undefined.
bool CompareStrings(std::string_view left, std::string_view op, std::string_view right) {
  if (op == "in") return right.find(left) != std::string_view::npos;
  if (op == "not in") return right.find(left) == std::string_view::npos;
  if (op == "!=") return left != right;
  return (op == "==" || op == "<=" || op == ">=") && left == right;
}

template <typename Normalize>
bool IsMember(std::string_view name, std::string_view names, Normalize normalize) {
  const std::string wanted = normalize(name);
  while (!names.empty()) {
    const std::size_t comma = std::min(names.find(','), names.size());
    if (normalize(Trim(names.substr(0, comma))) == wanted) return true;
    names.remove_prefix(std::min(comma + 1, names.size()));
  }
  return false;
}

bool IsInSet(std::string_view name, const std::string& set, std::string_view names) {
  if (!IsVariantSet(set)) return IsMember(name, names, NormalizeName);
  return IsMember(name, names,
                  [&](std::string_view one) { return NormalizeVariantName(set, one); });
}

// A name is never equal to a set of names.
bool CompareWithSet(const MarkerNode& node, std::string_view names) {
  if (node.op == "in") return IsInSet(node.left.text, node.right.text, names);
  if (node.op == "not in") return !IsInSet(node.left.text, node.right.text, names);
  return node.op == "!=";
}

// Of two literals, packaging takes the right one for the name of a variable; of two variables, the
// right one for a literal.
bool Compare(const MarkerNode& node, const MarkerEnvironment& environment) {
  const bool variable_left = node.left.kind == OperandKind::kVariable;
  const std::string& variable = variable_left ? node.left.text : node.right.text;
  const bool two_literals = !variable_left && node.right.kind == OperandKind::kLiteral;
  if (two_literals && environment.find(variable) == environment.end()) return false;
  const std::string value = Lookup(environment, variable);
  const std::string& left = variable_left ? value : node.left.text;
  const std::string& right = variable_left ? node.right.text : value;
  if (IsSetVariable(variable)) return !variable_left && CompareWithSet(node, right);
  if (IsVersionVariable(variable)) {
    const auto specifier = ParseSpecifier(node.op + right);
    if (specifier.ok()) return SatisfiesSpecifier(*specifier, left);
  }
  return CompareStrings(left, node.op, right);
}

bool Holds(const MarkerNode& node, const MarkerEnvironment& environment) {
  const auto holds = [&](const std::shared_ptr<const MarkerNode>& child) {
    return Holds(*child, environment);
  };
  switch (node.kind) {
    case MarkerNode::Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), holds);
    case MarkerNode::Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(), holds);
    case MarkerNode::Kind::kCompare:
      return Compare(node, environment);
  }
  return false;
}

}  // namespace

bool Evaluate(const Marker& marker, const MarkerEnvironment& environment) {
  return marker.root == nullptr || Holds(*marker.root, environment);
}

}  // namespace accel::compat
