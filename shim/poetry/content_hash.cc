// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/content_hash.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <map>

#include "shim/index/sha256.h"

namespace accel::shim::poetry {
namespace {

void AppendUnit(std::uint32_t unit, std::string& json) {
  std::array<char, 16> escape;
  std::snprintf(escape.data(), escape.size(), "\\u%04x", unit);
  json += escape.data();
}

// One code point of valid UTF-8 (the TOML parser has checked); `at` moves behind it.
std::uint32_t TakeCodePoint(std::string_view text, std::size_t& at) {
  const auto byte = [&] { return static_cast<unsigned char>(text[at++]); };
  const std::uint32_t first = byte();
  const int more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
  std::uint32_t point = more == 0 ? first : first & (0x3fu >> more);
  for (int i = 0; i < more && at < text.size(); ++i) point = point << 6 | (byte() & 0x3fu);
  return point;
}

// ensure_ascii: everything else is \uXXXX, beyond the first plane as two.
std::string QuoteJson(std::string_view text) {
  std::string json = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t point = TakeCodePoint(text, at);
    constexpr std::string_view kNamed = "\"\\\b\f\n\r\t", kNames = "\"\\bfnrt";
    const std::size_t named = point < 0x80 ? kNamed.find(static_cast<char>(point)) : kNamed.npos;
    if (named != kNamed.npos) {
      json += std::string("\\") + kNames[named];
    } else if (point >= 0x20 && point < 0x7f) {
      json += static_cast<char>(point);
    } else if (point == 0x7f) {
      json += '\x7f';  // ASCII to Python, and no control character to JSON
    } else if (point < 0x10000) {
      AppendUnit(point, json);
    } else {
      AppendUnit(0xd800 + ((point - 0x10000) >> 10), json);
      AppendUnit(0xdc00 + ((point - 0x10000) & 0x3ff), json);
    }
  }
  return json + "\"";
}

// Python's repr(): the shortest digits; an exponent below 1e-4 and from 1e16 on.
std::string PrintFloat(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  const double size = std::fabs(value);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
  std::array<char, 64> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  std::string text(buffer.data(), end.ptr);
  return plain && text.find('.') == std::string::npos ? text + ".0" : text;
}

absl::Status Append(const toml::node& node, std::string& json);

absl::Status AppendTable(const toml::table& table, std::string& json) {
  json += '{';
  bool first = true;
  for (const auto& [key, value] : table) {  // toml++ keeps keys sorted by their bytes
    json += (first ? "" : ", ") + QuoteJson(key.str()) + ": ";
    ACCEL_RETURN_IF_ERROR(Append(value, json));
    first = false;
  }
  json += '}';
  return absl::OkStatus();
}

absl::Status AppendArray(const toml::array& array, std::string& json) {
  json += '[';
  bool first = true;
  for (const toml::node& value : array) {
    if (!first) json += ", ";
    ACCEL_RETURN_IF_ERROR(Append(value, json));
    first = false;
  }
  json += ']';
  return absl::OkStatus();
}

absl::Status Append(const toml::node& node, std::string& json) {
  if (node.is_table()) return AppendTable(*node.as_table(), json);
  if (node.is_array()) return AppendArray(*node.as_array(), json);
  if (node.is_string()) {
    json += QuoteJson(node.as_string()->get());
  } else if (node.is_integer()) {
    json += std::to_string(node.as_integer()->get());
  } else if (node.is_floating_point()) {
    json += PrintFloat(node.as_floating_point()->get());
  } else if (node.is_boolean()) {
    json += node.as_boolean()->get() ? "true" : "false";
  } else {
    return compat::InvalidArgument("pyproject.toml:" + std::to_string(node.source().begin.line) +
                                   ": a date among the dependencies; Poetry cannot hash it");
  }
  return absl::OkStatus();
}

using Members = std::map<std::string, std::string>;  // key -> JSON

std::string Object(const Members& members) {
  std::string json;
  for (const auto& [key, value] : members)
    json += (json.empty() ? "" : ", ") + QuoteJson(key) + ": " + value;
  return "{" + json + "}";
}

// The members of `table` that are named and there.
absl::StatusOr<Members> Pick(const toml::table* table, std::initializer_list<const char*> keys) {
  Members members;
  for (const char* key : keys) {
    const toml::node* node = table == nullptr ? nullptr : table->get(key);
    if (node == nullptr) continue;
    ACCEL_ASSIGN_OR_RETURN(members[key], ToPythonJson(*node));
  }
  return members;
}

}  // namespace

absl::StatusOr<std::string> ToPythonJson(const toml::node& node) {
  std::string json;
  ACCEL_RETURN_IF_ERROR(Append(node, json));
  return json;
}

absl::StatusOr<std::string> ContentHash(const toml::table& pyproject, HashStyle style) {
  ACCEL_ASSIGN_OR_RETURN(const Members project,
                         Pick(pyproject["project"].as_table(),
                              {"requires-python", "dependencies", "optional-dependencies"}));
  ACCEL_ASSIGN_OR_RETURN(Members tool,
                         Pick(pyproject["tool"]["poetry"].as_table(),
                              {"dependencies", "source", "extras", "dev-dependencies", "group"}));
  const toml::table* groups = pyproject["dependency-groups"].as_table();
  Members whole;
  if (!project.empty()) whole["project"] = Object(project);
  if (style == HashStyle::kWithGroups && groups != nullptr && !groups->empty()) {
    ACCEL_ASSIGN_OR_RETURN(whole["dependency-groups"], ToPythonJson(*groups));
  }
  if (!whole.empty()) {
    whole["tool"] = Object({{"poetry", Object(tool)}});
    return index::Sha256Hex(Object(whole));
  }
  // The form of projects without [project]: what is not there counts as null.
  for (const char* key : {"dependencies", "source", "extras", "dev-dependencies"})
    tool.emplace(key, "null");
  return index::Sha256Hex(Object(tool));
}

}  // namespace accel::shim::poetry
