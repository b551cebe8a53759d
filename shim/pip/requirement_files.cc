// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/requirement_files.h"

#include <filesystem>
#include <sstream>

#include "shim/pip/arguments.h"
#include "shim/pip/settings.h"

namespace accel::shim::pip {
namespace {

constexpr int kDeepest = 32;

// Logical lines: backslash continuations joined, comments cut (pip: " #" or at the start).
std::vector<std::string> LogicalLines(const std::string& content) {
  std::vector<std::string> lines;
  std::istringstream stream(content);
  std::string logical;
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const bool comment = line.find_first_not_of(" \t") != std::string::npos && line[line.find_first_not_of(" \t")] == '#';
    if (!comment && line.ends_with('\\')) {
      logical += line.substr(0, line.size() - 1) + " ";
      continue;
    }
    logical += comment ? "" : line;
    const std::size_t mark = logical.find(" #");
    lines.push_back(mark == std::string::npos ? logical : logical.substr(0, mark));
    logical.clear();
  }
  if (!logical.empty()) lines.push_back(logical);
  return lines;
}

std::string Trim(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

bool IsUrl(const std::string& path) { return path.find("://") != std::string::npos; }

std::string NextTo(const std::string& file, const std::string& name) {
  const std::filesystem::path path(name);
  return path.is_absolute() ? name : (std::filesystem::path(file).parent_path() / path).string();
}

class Reader {
 public:
  Reader(const ReadFile& read, const KeepFile& keep) : read_(read), keep_(keep) {}

  absl::StatusOr<RequirementFile> Read(const std::string& path, int depth) {
    RequirementFile file;
    const std::optional<std::string> content = depth > kDeepest || IsUrl(path) ? std::nullopt : read_(path);
    if (!content) return file;
    std::string copy;
    bool changed = false;
    for (const std::string& raw : LogicalLines(*content)) {
      const std::string line = Trim(raw);
      ACCEL_ASSIGN_OR_RETURN(const std::optional<std::string> replaced, Take(path, line, depth, file));
      changed = changed || replaced.has_value();
      copy += replaced.value_or(Absolute(path, line)) + "\n";
    }
    if (changed) file.rewritten = copy;
    return file;
  }

 private:
  // The line in the copy when it must differ.
  absl::StatusOr<std::optional<std::string>> Take(const std::string& path, const std::string& line, int depth,
                                                  RequirementFile& file) {
    if (line.empty()) return std::nullopt;
    if (!line.starts_with('-')) {
      file.requirements.push_back(Trim(line.substr(0, line.find(" --"))));
      return std::nullopt;
    }
    // An option line is a small command line.
    std::vector<std::string> words = SplitWords(line);
    words.insert(words.begin(), "install");
    const Arguments options = ParsePipArguments(words);
    if (options.rest.empty()) return std::nullopt;
    const Argument& option = options.rest.front();
    if (option.option == "index-url") file.index_url = option.value;
    if (option.option == "extra-index-url") file.extra_index_urls.push_back(option.value);
    if (option.option == "no-index") file.no_index = true;
    if (option.option == "index-url" || option.option == "extra-index-url") return "";
    if (option.option == "requirement" || option.option == "constraint") {
      return Nested(path, option, depth, file);
    }
    return std::nullopt;
  }

  absl::StatusOr<std::optional<std::string>> Nested(const std::string& path, const Argument& option, int depth,
                                                    RequirementFile& file) {
    ACCEL_ASSIGN_OR_RETURN(RequirementFile inner, Read(NextTo(path, option.value), depth + 1));
    std::vector<std::string>& names = option.option == "constraint" ? file.constraints : file.requirements;
    names.insert(names.end(), inner.requirements.begin(), inner.requirements.end());
    file.constraints.insert(file.constraints.end(), inner.constraints.begin(), inner.constraints.end());
    file.extra_index_urls.insert(file.extra_index_urls.end(), inner.extra_index_urls.begin(), inner.extra_index_urls.end());
    if (inner.index_url) file.index_url = inner.index_url;
    file.no_index = file.no_index || inner.no_index;
    if (!inner.rewritten) return std::nullopt;
    ACCEL_ASSIGN_OR_RETURN(const std::string kept, keep_(*inner.rewritten));
    return "--" + option.option + " " + kept;
  }

  // In a copy, names that are relative to the file must become absolute.
  static std::string Absolute(const std::string& path, const std::string& line) {
    if (!line.starts_with("-r") && !line.starts_with("-c") && !line.starts_with("--r") && !line.starts_with("--c")) return line;
    std::vector<std::string> words = SplitWords(line);
    words.insert(words.begin(), "install");
    const Arguments options = ParsePipArguments(words);
    if (options.rest.empty()) return line;
    const Argument& option = options.rest.front();
    if ((option.option != "requirement" && option.option != "constraint") || IsUrl(option.value)) return line;
    return "--" + option.option + " " + std::filesystem::absolute(NextTo(path, option.value)).string();
  }

  const ReadFile& read_;
  const KeepFile& keep_;
};

}  // namespace

absl::StatusOr<RequirementFile> ReadRequirementFile(const std::string& path, const ReadFile& read, const KeepFile& keep) {
  return Reader(read, keep).Read(path, 0);
}

}  // namespace accel::shim::pip
