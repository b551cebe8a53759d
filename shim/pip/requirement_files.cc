// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/requirement_files.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "shim/index/url.h"
#include "shim/pip/arguments.h"

namespace accel::shim::pip {
namespace {

constexpr std::size_t kDeepest = 32;

std::string WithoutComment(const std::string& line) {
  for (std::size_t at = line.find('#'); at != std::string::npos; at = line.find('#', at + 1)) {
    if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t') return line.substr(0, at);
  }
  return line;
}

// Words of an option line, quotes taken off (pip: shlex.split).
std::vector<std::string> OptionWords(const std::string& line) {
  std::vector<std::string> words;
  char quote = 0;
  bool open = false;
  for (const char c : line) {
    if (quote == 0 && (c == ' ' || c == '\t')) {
      open = false;
    } else if (c == quote) {
      quote = 0;
    } else {
      if (!open) words.emplace_back();
      open = true;
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else {
        words.back() += c;
      }
    }
  }
  return words;
}

// The options of an option line, which is a small command line.
std::vector<Argument> OptionsOf(const std::string& line) {
  std::vector<std::string> words = OptionWords(line);
  words.insert(words.begin(), "install");
  return ParsePipArguments(words).rest;
}

// Logical lines: backslash continuations joined, comments cut (pip: " #" or at the start).
std::vector<std::string> LogicalLines(const std::string& content) {
  std::vector<std::string> lines;
  std::istringstream stream(content);
  std::string logical;
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const bool comment = line.find_first_not_of(" \t") != std::string::npos &&
                         line[line.find_first_not_of(" \t")] == '#';
    if (!comment && line.ends_with('\\')) {
      logical += line.substr(0, line.size() - 1) + " ";
      continue;
    }
    logical += comment ? "" : line;
    lines.push_back(WithoutComment(logical));
    logical.clear();
  }
  if (!logical.empty()) lines.push_back(logical);
  return lines;
}

std::string Trim(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

// As shlex.split reads it back.
std::string Quoted(const std::string& word) {
  return word.find_first_of(" \t") == std::string::npos ? word : "\"" + word + "\"";
}

bool IsUrl(const std::string& path) { return path.find("://") != std::string::npos; }

std::string NextTo(const std::string& file, const std::string& name) {
  if (IsUrl(name)) return name;
  if (IsUrl(file)) {
    const absl::StatusOr<index::Url> base = index::ParseUrl(file);
    if (!base.ok()) return name;
    const absl::StatusOr<index::Url> joined = index::Join(*base, name);
    return joined.ok() ? index::ToString(*joined) : name;
  }
  const std::filesystem::path path(name);
  return path.is_absolute() ? name : (std::filesystem::path(file).parent_path() / path).string();
}

// `line` with every ${NAME} that has a value replaced (pip: expand_env_variables).
std::string Expanded(const std::string& line, const RequirementSource& source) {
  static constexpr char kName[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  std::string text;
  std::size_t done = 0;
  for (std::size_t at = line.find("${"); at != std::string::npos; at = line.find("${", at + 1)) {
    const std::size_t end = line.find_first_not_of(kName, at + 2);
    if (end == std::string::npos || line[end] != '}' || end == at + 2) continue;
    const std::string value = source.variable(line.substr(at + 2, end - at - 2));
    if (value.empty()) continue;
    text += line.substr(done, at - done) + value;
    done = end + 1;
  }
  return text + line.substr(done);
}

class Reader {
 public:
  explicit Reader(const RequirementSource& source) : source_(source) {}

  absl::StatusOr<RequirementFile> Read(const std::string& path) {
    RequirementFile file;
    const std::string name =
        IsUrl(path) ? path : std::filesystem::path(path).lexically_normal().string();
    if (chain_.size() > kDeepest || std::find(chain_.begin(), chain_.end(), name) != chain_.end()) {
      return compat::InvalidArgument(
          path + ": included by itself, or more than 32 files deep; take the -r or -c line out");
    }
    const std::optional<FileContent> content = source_.read(path);
    if (!content) return file;
    chain_.push_back(name);
    std::string copy;
    bool changed = content->once;
    for (const std::string& raw : LogicalLines(content->text)) {
      const std::string line = Expanded(Trim(raw), source_);
      ACCEL_ASSIGN_OR_RETURN(const std::optional<std::string> replaced, Take(path, line, file));
      changed = changed || replaced.has_value();
      copy += replaced.value_or(Absolute(path, line)) + "\n";
    }
    chain_.pop_back();
    if (changed) file.rewritten = copy;
    return file;
  }

 private:
  // The line in the copy when it must differ.
  absl::StatusOr<std::optional<std::string>> Take(const std::string& path, const std::string& line,
                                                  RequirementFile& file) {
    if (line.empty()) return std::nullopt;
    if (!line.starts_with('-')) {
      file.requirements.push_back(Trim(line.substr(0, line.find(" --"))));
      return std::nullopt;
    }
    std::string kept;
    bool changed = false;
    for (const Argument& option : OptionsOf(line)) {
      std::optional<std::string> replaced;
      if (option.option == "requirement" || option.option == "constraint") {
        ACCEL_ASSIGN_OR_RETURN(replaced, Nested(path, option, file));
      } else if (TakeIndex(option, file)) {
        replaced = "";
      }
      changed = changed || replaced.has_value();
      const std::string text = replaced.value_or(AbsoluteOption(path, option));
      kept += (kept.empty() || text.empty() ? "" : " ") + text;
    }
    return changed ? std::optional(kept) : std::nullopt;
  }

  // True for an option that must not reach pip.
  static bool TakeIndex(const Argument& option, RequirementFile& file) {
    if (option.option == "index-url") file.index_url = option.value;
    if (option.option == "extra-index-url") file.extra_index_urls.push_back(option.value);
    if (option.option == "no-index") file.no_index = true;
    return option.option == "index-url" || option.option == "extra-index-url";
  }

  absl::StatusOr<std::optional<std::string>> Nested(const std::string& path, const Argument& option,
                                                    RequirementFile& file) {
    ACCEL_ASSIGN_OR_RETURN(RequirementFile inner, Read(NextTo(path, option.value)));
    std::vector<std::string>& names =
        option.option == "constraint" ? file.constraints : file.requirements;
    names.insert(names.end(), inner.requirements.begin(), inner.requirements.end());
    file.constraints.insert(file.constraints.end(), inner.constraints.begin(),
                            inner.constraints.end());
    file.extra_index_urls.insert(file.extra_index_urls.end(), inner.extra_index_urls.begin(),
                                 inner.extra_index_urls.end());
    if (inner.index_url) file.index_url = inner.index_url;
    file.no_index = file.no_index || inner.no_index;
    if (!inner.rewritten) return std::nullopt;
    ACCEL_ASSIGN_OR_RETURN(const std::string kept, source_.keep(*inner.rewritten));
    return "--" + option.option + " " + kept;
  }

  // In a copy, names that pip looks up beside the file must become absolute. Other relative names
  // are the caller's folder's (pip: handle_option_line).
  static std::string Absolute(const std::string& path, const std::string& line) {
    if (!line.starts_with('-')) return line;
    const std::vector<Argument> options = OptionsOf(line);
    return options.size() == 1 ? AbsoluteOption(path, options.front(), line) : line;
  }

  static std::string AbsoluteOption(const std::string& path, const Argument& option,
                                    const std::string& as_it_was) {
    if (IsUrl(option.value) || option.value.empty()) return as_it_was;
    std::string beside = NextTo(path, option.value);
    if (!IsUrl(beside)) beside = std::filesystem::absolute(beside).string();
    std::error_code error;
    const bool link = option.option == "find-links" && std::filesystem::exists(beside, error);
    if (!link && option.option != "requirement" && option.option != "constraint") return as_it_was;
    return "--" + option.option + " " + Quoted(beside);
  }

  static std::string AbsoluteOption(const std::string& path, const Argument& option) {
    std::string words;
    for (const std::string& word : option.words) words += (words.empty() ? "" : " ") + Quoted(word);
    return AbsoluteOption(path, option, words);
  }

  const RequirementSource& source_;
  std::vector<std::string> chain_;  // the files that are being read, outermost first
};

}  // namespace

absl::StatusOr<RequirementFile> ReadRequirementFile(const std::string& path,
                                                    const RequirementSource& source) {
  return Reader(source).Read(path);
}

}  // namespace accel::shim::pip
