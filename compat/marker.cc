// SPDX-License-Identifier: Apache-2.0
//
// Reading markers: or-chains of and-chains of comparisons and parentheses, with the tokens that
// packaging takes.
#include "compat/marker.h"

#include <array>
#include <utility>
#include <vector>

#include "compat/ascii.h"
#include "compat/marker_node.h"
#include "compat/name.h"
#include "compat/printable.h"
#include "compat/python_string.h"

namespace accel::compat {
namespace {

using NodePtr = std::shared_ptr<const MarkerNode>;
using OperandKind = MarkerOperand::Kind;

constexpr int kDeepest = 100;

// A longer name stands before its own prefix. `.` is the spelling of PEP 345.
constexpr std::array<std::string_view, 24> kVariables = {"python_version",
                                                         "python_full_version",
                                                         "os_name",
                                                         "os.name",
                                                         "sys_platform",
                                                         "sys.platform",
                                                         "platform_release",
                                                         "platform_system",
                                                         "platform_version",
                                                         "platform.version",
                                                         "platform_machine",
                                                         "platform.machine",
                                                         "python_implementation",
                                                         "platform_python_implementation",
                                                         "extras",
                                                         "platform.python_implementation",
                                                         "implementation_name",
                                                         "implementation_version",
                                                         "extra",
                                                         "dependency_groups",
                                                         "variant_namespaces",
                                                         "variant_features",
                                                         "variant_properties",
                                                         "variant_label"};
constexpr std::array<std::string_view, 8> kOperators = {
    "===", "==", "~=", "!=", "<=", ">=", "<", ">"};

constexpr bool IsWord(char c) {
  return IsLetterOrDigit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool IsExtra(const MarkerOperand& operand) {
  return operand.kind == OperandKind::kVariable && operand.text == "extra";
}

bool NamesVariantSet(const MarkerOperand& operand) {
  return operand.kind == OperandKind::kVariable && IsVariantSet(operand.text);
}

// PEP 825: "MUST be matched via the in or not in operator".
bool UsesVariantSets(const MarkerNode& node) {
  if (!NamesVariantSet(node.left) && !NamesVariantSet(node.right)) return true;
  return node.left.kind == OperandKind::kLiteral && (node.op == "in" || node.op == "not in");
}

// PEP 685 and PEP 825: names of extras and of variants compare in their normal form.
void NormalizeNames(MarkerNode& node) {
  if (IsExtra(node.left) && node.right.kind == OperandKind::kLiteral)
    node.right.text = NormalizeName(node.right.text);
  if (node.left.kind != OperandKind::kLiteral || node.right.kind != OperandKind::kVariable) return;
  const std::string& set = node.right.text;
  if (set == "extra" || set == "extras" || set == "dependency_groups")
    node.left.text = NormalizeName(node.left.text);
  if (IsVariantSet(set)) node.left.text = NormalizeVariantName(set, node.left.text);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  absl::StatusOr<NodePtr> ParseAll() {
    ACCEL_ASSIGN_OR_RETURN(NodePtr root, ParseOr());
    if (position_ != text_.size()) return Expected("`and`, `or` or the end");
    return root;
  }

 private:
  absl::Status Expected(const std::string& what) const {
    return InvalidArgument("marker '" + PrintSafe(text_) + "', byte " + std::to_string(position_) +
                           ": expected " + what);
  }

  void SkipBlanks() {
    while (position_ < text_.size() && IsBlank(text_[position_])) ++position_;
  }

  bool Skip(std::string_view token) {
    if (text_.substr(position_, token.size()) != token) return false;
    position_ += token.size();
    return true;
  }

  bool SkipWord(std::string_view word) {
    const std::size_t end = position_ + word.size();
    if (end < text_.size() && IsWord(text_[end])) return false;
    return Skip(word);
  }

  // One node, or a chain of them under `kind`.
  static NodePtr Chain(MarkerNode::Kind kind, std::vector<NodePtr> nodes) {
    if (nodes.size() == 1) return std::move(nodes.front());
    MarkerNode node;
    node.kind = kind;
    node.children = std::move(nodes);
    return std::make_shared<const MarkerNode>(std::move(node));
  }

  absl::StatusOr<NodePtr> ParseOr() {
    std::vector<NodePtr> nodes;
    do {
      ACCEL_ASSIGN_OR_RETURN(NodePtr node, ParseAnd());
      nodes.push_back(std::move(node));
    } while (SkipWord("or"));
    return Chain(MarkerNode::Kind::kOr, std::move(nodes));
  }

  absl::StatusOr<NodePtr> ParseAnd() {
    std::vector<NodePtr> nodes;
    do {
      ACCEL_ASSIGN_OR_RETURN(NodePtr node, ParseAtom());
      nodes.push_back(std::move(node));
    } while (SkipWord("and"));
    return Chain(MarkerNode::Kind::kAnd, std::move(nodes));
  }

  absl::StatusOr<NodePtr> ParseAtom() {
    SkipBlanks();
    if (!Skip("(")) return ParseComparison();
    if (++depth_ > kDeepest)
      return Expected("at most " + std::to_string(kDeepest) + " nested parentheses");
    ACCEL_ASSIGN_OR_RETURN(NodePtr node, ParseOr());
    if (!Skip(")")) return Expected("`and`, `or` or `)`");
    --depth_;
    SkipBlanks();
    return node;
  }

  absl::StatusOr<NodePtr> ParseComparison() {
    MarkerNode node;
    const std::size_t start = position_;
    ACCEL_ASSIGN_OR_RETURN(node.left, ParseOperand());
    SkipBlanks();
    ACCEL_ASSIGN_OR_RETURN(node.op, ParseOperator());
    SkipBlanks();
    ACCEL_ASSIGN_OR_RETURN(node.right, ParseOperand());
    SkipBlanks();
    if (!UsesVariantSets(node)) {
      position_ = start;
      return Expected("a quoted name in front of `in` or `not in` and a set of a variant");
    }
    NormalizeNames(node);
    return NodePtr(std::make_shared<const MarkerNode>(std::move(node)));
  }

  absl::StatusOr<MarkerOperand> ParseOperand() {
    for (std::string_view name : kVariables) {
      if (SkipWord(name)) return Variable(name);
    }
    if (position_ == text_.size() || (text_[position_] != '"' && text_[position_] != '\'')) {
      return Expected("a marker variable or a quoted string");
    }
    const std::size_t end = text_.find(text_[position_], position_ + 1);
    if (end == std::string_view::npos) return Expected("a closing quote");
    auto value = ReadPythonString(text_.substr(position_ + 1, end - position_ - 1));
    if (!value) return Expected("a string that Python can read");
    position_ = end + 1;
    return MarkerOperand{OperandKind::kLiteral, *std::move(value)};
  }

  static MarkerOperand Variable(std::string_view name) {
    if (name == "python_implementation") name = "platform_python_implementation";
    std::string text(name);
    for (char& c : text) c = c == '.' ? '_' : c;
    return MarkerOperand{OperandKind::kVariable, std::move(text)};
  }

  absl::StatusOr<std::string> ParseOperator() {
    if (SkipWord("in")) return std::string("in");
    if (SkipWord("not")) {
      const std::size_t behind = position_;
      SkipBlanks();
      if (position_ == behind || !SkipWord("in")) return Expected("`in` behind `not`");
      return std::string("not in");
    }
    for (std::string_view op : kOperators) {
      if (Skip(op)) return std::string(op);
    }
    return Expected("an operator (<=, <, !=, ==, >=, >, ~=, ===, in, not in)");
  }

  std::string_view text_;
  std::size_t position_ = 0;
  int depth_ = 0;
};

}  // namespace

absl::StatusOr<Marker> ParseMarker(std::string_view text) {
  ACCEL_ASSIGN_OR_RETURN(NodePtr root, Parser(text).ParseAll());
  return Marker{std::move(root)};
}

}  // namespace accel::compat
