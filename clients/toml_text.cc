// SPDX-License-Identifier: Apache-2.0
#include "clients/toml_text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>
#include <vector>

namespace accel::clients {
namespace {

// The parser quotes what it met, line ends too.
std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : text) line += c == '\n' ? "\\n" : std::string(1, c);
  return line;
}

// The dots between the parts of a name at the start of a line: "[a.b.c]", "a.'b'.c = 1".
std::size_t DotsInName(std::string_view line) {
  std::size_t dots = 0;
  char quote = 0;
  for (const char c : line) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '=' || c == ']' || c == '#') {
      return dots;
    } else if (c == '.') {
      ++dots;
    }
  }
  return 0;  // no name of a table or a key
}

// The line of a name that is too deep for the parser, which recurs; 0 = there is none.
std::size_t LineOfDeepName(std::string_view text) {
  constexpr std::size_t kDeepest = 100;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (DotsInName(text.substr(0, end)) > kDeepest) return number;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return 0;
}

std::string Place(const toml::source_region& region, const std::string& file) {
  return file + ":" + std::to_string(region.begin.line) + ":" + std::to_string(region.begin.column);
}

bool FailsAnAssertion(std::string_view text) {
  try {
    static_cast<void>(toml::parse(text));
  } catch (const TomlAssertion&) {
    return true;
  } catch (const toml::parse_error&) {
  }
  return false;
}

std::vector<std::size_t> EndsOfLines(std::string_view text) {
  std::vector<std::size_t> ends;
  for (std::size_t at = 0; at < text.size(); at = ends.back())
    ends.push_back(std::min(text.find('\n', at), text.size() - 1) + 1);
  return ends;
}

// A failed assertion has no place of its own: it is in the last line that brings it about.
std::size_t LineOfAssertion(std::string_view text) {
  const std::vector<std::size_t> ends = EndsOfLines(text);
  const auto line = std::partition_point(ends.begin(), ends.end(), [&](std::size_t end) {
    return !FailsAnAssertion(text.substr(0, end));
  });
  return static_cast<std::size_t>(line - ends.begin()) + 1;
}

}  // namespace

absl::StatusOr<toml::table> ParseToml(std::string_view bytes, const std::string& file,
                                      const std::string& advice) {
  const auto wrong = [&](const std::string& place, const std::string& why) {
    return compat::InvalidArgument(place + ": " + why + "; " + advice);
  };
  const auto wrong_line = [&](std::size_t line, const std::string& why) {
    return wrong(file + ":" + std::to_string(line) + ":1", why);
  };
  if (const std::size_t line = LineOfDeepName(bytes); line != 0)
    return wrong_line(line, "a name of more than 100 parts");
  try {
    return toml::parse(bytes, file);
  } catch (const toml::parse_error& error) {
    return wrong(Place(error.source(), file), OneLine(error.description()));
  } catch (const TomlAssertion&) {
    return wrong_line(LineOfAssertion(bytes), "this line is no TOML");
  }
}

std::string PlaceOf(const toml::node& node, const std::string& file) {
  return Place(node.source(), file);
}

std::string WithUnixLineEnds(std::string_view text) {
  std::string lines(text);
  for (std::size_t at = 0; (at = lines.find("\r\n", at)) != std::string::npos; ++at)
    lines.erase(at, 1);
  return lines;
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
