// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/requirement_files.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "shim/index/url.h"
#include "shim/pip/python_text.h"

namespace accel::shim::pip {
namespace {

constexpr std::size_t kDeepest = 32;

// The options that pip heeds behind a requirement.
constexpr std::array kOfRequirements = {"hash", "config-settings", "global-option",
                                        "install-option"};

// file:///a/b is read as /a/b.
std::string WithoutFileScheme(const std::string& path) {
  return path.starts_with("file://") ? index::PercentDecode(path.substr(7)) : path;
}

std::string NextTo(const std::string& file, const std::string& name) {
  if (index::LooksLikeUrl(name) || name.starts_with("file:")) return name;
  if (index::LooksLikeUrl(file)) {
    const absl::StatusOr<index::Url> base = index::ParseUrl(file);
    if (!base.ok()) return name;
    const absl::StatusOr<index::Url> joined = index::Join(*base, name);
    return joined.ok() ? index::ToString(*joined) : name;
  }
  const std::filesystem::path path(name);
  return path.is_absolute() ? name : (std::filesystem::path(file).parent_path() / path).string();
}

const Argument* First(const RequirementLine& line, std::string_view option) {
  const auto it = std::find_if(line.options.begin(), line.options.end(),
                               [&](const Argument& a) { return a.option == option; });
  return it == line.options.end() ? nullptr : &*it;
}

std::string Spelled(const Argument& option) {
  std::string text;
  for (const std::string& word : option.words) text += (text.empty() ? "" : " ") + Quoted(word);
  return text;
}

class Reader {
 public:
  explicit Reader(const RequirementSource& source) : source_(source) {}

  absl::StatusOr<RequirementFile> Read(const std::string& named) {
    const std::string path = WithoutFileScheme(named);
    const std::string name =
        index::LooksLikeUrl(path) ? path : std::filesystem::path(path).lexically_normal().string();
    if (chain_.size() > kDeepest || std::find(chain_.begin(), chain_.end(), name) != chain_.end()) {
      return compat::InvalidArgument(
          path + ": included by itself, or more than 32 files deep; take the -r or -c line out");
    }
    ACCEL_ASSIGN_OR_RETURN(const FileContent content, source_.read(path));
    absl::StatusOr<std::vector<RequirementLine>> lines =
        ReadRequirementLines(content.text, source_.variable);
    if (!lines.ok()) return compat::Annotate(lines.status(), path);
    chain_.push_back(name);
    RequirementFile file;
    std::string copy = "# coding: utf-8\n";
    bool changed = content.once || path != named || !IsPlain(content.text);
    for (const RequirementLine& line : *lines) {
      // Blank lines between, so that no line can join the next.
      ACCEL_ASSIGN_OR_RETURN(const std::string text, Take(path, line, file, changed));
      if (!text.empty()) copy += text + "\n\n";
    }
    chain_.pop_back();
    if (changed) file.rewritten = copy;
    return file;
  }

 private:
  // The line as pip should read it. `changed` turns true when it must not read the original.
  absl::StatusOr<std::string> Take(const std::string& path, const RequirementLine& line,
                                   RequirementFile& file, bool& changed) {
    if (!line.requirement.empty()) {
      file.requirements.emplace_back(Strip(line.requirement));
      return WithOwnOptions(line);
    }
    if (const Argument* editable = First(line, "editable")) return Spelled(*editable);
    const Argument* nested = First(line, "requirement");
    if (nested == nullptr) nested = First(line, "constraint");
    if (nested != nullptr) return Nested(path, *nested, file, changed);
    std::string kept;
    for (const Argument& option : line.options) {
      if (option.option.empty()) continue;  // a word that pip passes over
      const bool taken = TakeIndex(option, file);
      changed = changed || taken;
      if (!taken) kept += (kept.empty() ? "" : " ") + Beside(path, option);
    }
    return kept;
  }

  static std::string WithOwnOptions(const RequirementLine& line) {
    std::string text = line.requirement;
    for (const Argument& option : line.options) {
      if (std::find(kOfRequirements.begin(), kOfRequirements.end(), option.option) !=
          kOfRequirements.end())
        text += " " + Spelled(option);
    }
    return text;
  }

  // True for an option that must not reach pip.
  static bool TakeIndex(const Argument& option, RequirementFile& file) {
    if (option.option == "index-url") file.index_url = option.value;
    if (option.option == "extra-index-url") file.extra_index_urls.push_back(option.value);
    if (option.option == "no-index") file.no_index = true;
    return option.option == "index-url" || option.option == "extra-index-url";
  }

  absl::StatusOr<std::string> Nested(const std::string& path, const Argument& option,
                                     RequirementFile& file, bool& changed) {
    const std::string name = NextTo(path, option.value);
    ACCEL_ASSIGN_OR_RETURN(RequirementFile inner, Read(name));
    std::vector<std::string>& names =
        option.option == "constraint" ? file.constraints : file.requirements;
    names.insert(names.end(), inner.requirements.begin(), inner.requirements.end());
    file.constraints.insert(file.constraints.end(), inner.constraints.begin(),
                            inner.constraints.end());
    file.extra_index_urls.insert(file.extra_index_urls.end(), inner.extra_index_urls.begin(),
                                 inner.extra_index_urls.end());
    if (inner.index_url) file.index_url = inner.index_url;
    file.no_index = file.no_index || inner.no_index;
    if (!inner.rewritten) {
      const bool local = !index::LooksLikeUrl(name);
      return "--" + option.option + " " +
             Quoted(local ? std::filesystem::absolute(name).string() : name);
    }
    changed = true;
    ACCEL_ASSIGN_OR_RETURN(const std::string kept, source_.keep(*inner.rewritten));
    return "--" + option.option + " " + kept;
  }

  // pip looks for a folder of wheels beside the file first; the copy lies elsewhere.
  static std::string Beside(const std::string& path, const Argument& option) {
    if (option.option != "find-links" || index::LooksLikeUrl(path)) return Spelled(option);
    const std::string beside = std::filesystem::absolute(NextTo(path, option.value)).string();
    std::error_code error;
    if (!std::filesystem::exists(beside, error)) return Spelled(option);
    return "--find-links " + Quoted(beside);
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
