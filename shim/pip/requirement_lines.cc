// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/requirement_lines.h"

#include <algorithm>
#include <sstream>

#include "shim/pip/options.h"
#include "shim/pip/python_text.h"

namespace accel::shim::pip {
namespace {

constexpr char kVariableName[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

// Where the first comment begins, its blanks included: "#" at the start or behind a blank.
std::size_t CommentAt(std::string_view line) {
  std::size_t blanks =
      std::string_view::npos;  // where the run of blanks began that we stand behind
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t blank = BlankAt(line.substr(at));
    if (blank > 0) {
      blanks = std::min(blanks, at);
      at += blank;
      continue;
    }
    if (line[at] == '#' && (at == 0 || blanks != std::string_view::npos))
      return std::min(blanks, at);
    blanks = std::string_view::npos;
    ++at;
  }
  return std::string_view::npos;
}

std::string WithoutBackslashes(std::string_view line) {
  const std::size_t begin = line.find_first_not_of('\\');
  if (begin == std::string_view::npos) return "";
  return std::string(line.substr(begin, line.find_last_not_of('\\') - begin + 1));
}

struct Logical {
  std::size_t number;  // of its first line, from 1
  std::string text;
};

// Lines that end in a backslash joined with the next one; a comment ends that.
std::vector<Logical> Joined(const std::vector<std::string>& lines) {
  std::vector<Logical> joined;
  bool open = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool comment = CommentAt(lines[i]) == 0;
    const bool goes_on = lines[i].ends_with('\\') && !comment;
    if (!open) joined.push_back({i + 1, ""});
    joined.back().text += goes_on ? WithoutBackslashes(lines[i]) : (comment ? " " : "") + lines[i];
    open = goes_on;
  }
  return joined;
}

std::vector<std::string> VariablesIn(const std::string& line) {
  std::vector<std::string> names;
  for (std::size_t at = line.find("${"); at != std::string::npos; at = line.find("${", at + 1)) {
    const std::size_t end = line.find_first_not_of(kVariableName, at + 2);
    if (end != std::string::npos && line[end] == '}' && end > at + 2)
      names.push_back(line.substr(at + 2, end - at - 2));
  }
  return names;
}

std::string Expanded(std::string line, const Variable& variable) {
  for (const std::string& name : VariablesIn(line)) {
    const std::string value = variable(name);
    if (value.empty()) continue;
    const std::string spelled = "${" + name + "}";
    for (std::size_t at = line.find(spelled); at != std::string::npos;
         at = line.find(spelled, at + value.size()))
      line.replace(at, spelled.size(), value);
  }
  return line;
}

// The words in front of the first one that begins with "-", and the rest.
std::pair<std::string, std::string> RequirementAndOptions(const std::string& line) {
  if (line.starts_with('-')) return {"", line};
  const std::size_t options = line.find(" -");
  if (options == std::string::npos) return {line, ""};
  return {line.substr(0, options), line.substr(options + 1)};
}

absl::StatusOr<RequirementLine> ReadLine(const std::string& line) {
  const auto [requirement, options] = RequirementAndOptions(line);
  ACCEL_ASSIGN_OR_RETURN(std::vector<std::string> words, SplitShell(options));
  words.insert(words.begin(), "install");
  Arguments arguments = ParseWords(words, Where::kFile);
  ACCEL_RETURN_IF_ERROR(CheckAbbreviations(arguments));
  return RequirementLine{requirement, std::move(arguments.rest)};
}

absl::StatusOr<RequirementLine> ReadExpanded(const std::string& line, const Variable& variable) {
  const std::string expanded = Expanded(line, variable);
  if (!IsUtf8(expanded)) return compat::InvalidArgument("it is not UTF-8; save the file as UTF-8");
  // pip will expand our copy once more.
  if (Expanded(expanded, variable) != expanded)
    return compat::InvalidArgument("a variable's value holds a variable; write it out");
  if (SplitLines(expanded).size() > 1)
    return compat::InvalidArgument("a variable's value holds a line end; take it out");
  return ReadLine(expanded);
}

bool StartsLikeUtf16Or32(std::string_view content) {
  return content.starts_with("\xFF\xFE") || content.starts_with("\xFE\xFF") ||
         content.starts_with(std::string_view("\0\0\xFE\xFF", 4));
}

// `goes_on` turns true when the line is to be joined with the next one.
bool IsPlainLine(std::string_view line, bool& goes_on) {
  line = Strip(line);
  goes_on = false;
  if (line.empty() || line.front() == '#') return true;
  if (line.ends_with(" \\")) {
    goes_on = true;
    line.remove_suffix(2);
  }
  if (line.find("${") != std::string_view::npos || line.ends_with('\\')) return false;
  const auto [requirement, options] = RequirementAndOptions(std::string(line));
  std::istringstream words(options);
  for (std::string word; words >> word;) {
    if (word.find('\\') != std::string::npos) return false;
    if (word.starts_with("--") && !IsOption(word.substr(2, word.find('=') - 2), Where::kFile))
      return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::vector<RequirementLine>> ReadRequirementLines(std::string_view content,
                                                                  const Variable& variable) {
  if (StartsLikeUtf16Or32(content))
    return compat::InvalidArgument("line 1: it is UTF-16 or UTF-32; save the file as UTF-8");
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  std::vector<RequirementLine> lines;
  for (const Logical& line : Joined(SplitLines(content))) {
    const std::string_view text =
        Strip(std::string_view(line.text).substr(0, CommentAt(line.text)));
    if (text.empty()) continue;
    absl::StatusOr<RequirementLine> read = ReadExpanded(std::string(text), variable);
    if (!read.ok()) return compat::Annotate(read.status(), "line " + std::to_string(line.number));
    lines.push_back(*std::move(read));
  }
  return lines;
}

bool IsPlain(std::string_view content) {
  const bool ascii = std::all_of(content.begin(), content.end(), [](char c) {
    return (c >= ' ' && c <= '~') || c == '\n' || c == '\t';
  });
  if (!ascii || content.find("coding") != std::string_view::npos) return false;
  bool goes_on = false;
  for (const std::string& line : SplitLines(content)) {
    if (goes_on && !line.starts_with(' ')) return false;
    if (!IsPlainLine(line, goes_on)) return false;
  }
  return true;
}

std::string Quoted(const std::string& word) {
  const bool safe = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return std::string_view(" \t\r\n\"'\\#$").find(c) == std::string_view::npos;
  });
  if (safe) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\"'\"'") : std::string(1, c);
  return quoted + "'";
}

}  // namespace accel::shim::pip
