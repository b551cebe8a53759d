// SPDX-License-Identifier: Apache-2.0
#include "clients/toml_text.h"

#include <array>
#include <cstdio>
#include <sstream>

namespace accel::clients {
namespace {

// The parser quotes what it met, line ends too.
std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : text) line += c == '\n' ? "\\n" : std::string(1, c);
  return line;
}

std::string Place(const toml::source_region& region, const std::string& file) {
  return file + ":" + std::to_string(region.begin.line) + ":" + std::to_string(region.begin.column);
}

}  // namespace

absl::StatusOr<toml::table> ParseToml(std::string_view bytes, const std::string& file) {
  try {
    return toml::parse(bytes, file);
  } catch (const toml::parse_error& error) {
    return compat::InvalidArgument(Place(error.source(), file) + ": " +
                                   OneLine(error.description()) + "; mend the file");
  }
}

std::string PlaceOf(const toml::node& node, const std::string& file) {
  return Place(node.source(), file);
}

std::string Quote(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += std::string("\\") + c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      std::array<char, 16> escape;
      std::snprintf(escape.data(), escape.size(), "\\u%04X", static_cast<unsigned>(c));
      quoted += escape.data();
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string ToJson(const toml::table& table) {
  std::ostringstream text;
  text << toml::json_formatter(table) << "\n";
  return text.str();
}

}  // namespace accel::clients
