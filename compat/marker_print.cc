// SPDX-License-Identifier: Apache-2.0
#include "compat/marker.h"
#include "compat/marker_node.h"
#include "compat/python_string.h"

namespace accel::compat {
namespace {

std::string Print(const MarkerOperand& operand) {
  return operand.kind == MarkerOperand::Kind::kVariable ? operand.text
                                                        : WritePythonString(operand.text);
}

std::string Print(const MarkerNode& node) {
  if (node.kind == MarkerNode::Kind::kCompare)
    return Print(node.left) + " " + node.op + " " + Print(node.right);
  std::string text;
  for (const auto& child : node.children) {
    if (!text.empty()) text += node.kind == MarkerNode::Kind::kAnd ? " and " : " or ";
    const bool group = child->kind == node.kind || (node.kind == MarkerNode::Kind::kAnd &&
                                                    child->kind == MarkerNode::Kind::kOr);
    text += group ? "(" + Print(*child) + ")" : Print(*child);
  }
  return text;
}

}  // namespace

std::string ToString(const Marker& marker) {
  return marker.root == nullptr ? "" : Print(*marker.root);
}

}  // namespace accel::compat
