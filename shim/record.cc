// SPDX-License-Identifier: Apache-2.0
#include "shim/record.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <set>

#include "compat/ascii.h"
#include "shim/record_digest.h"
#include "shim/whole_file.h"

namespace accel::shim {
namespace {

namespace fs = std::filesystem;

struct Line {
  std::string file, hash;
};

// The first two fields of a line of CSV; a quoted field holds "" for a quote.
std::optional<Line> LineOf(std::string_view line) {
  std::array<std::string, 2> fields;
  std::size_t field = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size() && field < fields.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields[field] += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      ++field;
    } else {
      fields[field] += c;
    }
  }
  if (quoted || field == 0) return std::nullopt;
  return Line{fields[0], fields[1]};
}

absl::StatusOr<std::vector<Line>> LinesOf(const std::string& path) {
  ACCEL_ASSIGN_OR_RETURN(const std::string text, ReadWhole(path));
  std::vector<Line> lines;
  std::size_t number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    std::optional<Line> read = LineOf(line);
    if (!read) {
      return compat::InvalidArgument(path + ":" + std::to_string(number) +
                                     ": is no line of RECORD; install the package again");
    }
    lines.push_back(*std::move(read));
  }
  return lines;
}

bool IsByteCode(const fs::path& file) {
  return file.extension() == ".pyc" && file.parent_path().filename() == "__pycache__";
}

// RECORD itself and what is written after it: signatures, and by Poetry where a wheel came from.
bool IsAfterRecord(const fs::path& file) {
  const std::string name = file.filename().string();
  return file.parent_path().extension() == ".dist-info" &&
         (name == "RECORD" || name == "RECORD.jws" || name == "RECORD.p7s" ||
          name == "direct_url.json");
}

bool NeedsHash(const Line& line) {
  return !line.hash.empty() || !(IsAfterRecord(line.file) || IsByteCode(line.file));
}

// `environment` ends with a slash.
bool IsAsRecorded(const Line& line, const fs::path& site, const std::string& environment) {
  std::error_code error;
  const std::string at = (site / line.file).lexically_normal().string();
  const std::string algorithm = line.hash.substr(0, line.hash.find('='));
  return !line.hash.empty() && at.starts_with(environment) && fs::is_regular_file(at, error) &&
         DigestOfFile(at, algorithm) == line.hash;
}

// The modules that setuptools has noted, one a line; empty when another tool made the package.
std::set<std::string> ModulesOf(const fs::path& dist_info) {
  std::set<std::string> modules;
  const std::string text = ReadWhole((dist_info / "top_level.txt").string()).value_or("");
  for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size()) + 1) {
    const std::string name(
        compat::Trim(std::string_view(text).substr(at, text.find('\n', at) - at)));
    if (!name.empty()) modules.insert(name);
  }
  return modules;
}

// The folders below site-packages that are the package's: those that RECORD names; and those that
// one cut short may name no more.
std::set<std::string> FoldersOf(const std::vector<Line>& lines, const fs::path& dist_info) {
  std::set<std::string> folders = ModulesOf(dist_info);
  const std::string stem = dist_info.stem().string();
  folders.insert({dist_info.filename().string(), stem.substr(0, stem.rfind('-'))});
  for (const Line& line : lines) {
    const std::size_t slash = line.file.find('/');
    if (slash != std::string::npos && slash > 0) folders.insert(line.file.substr(0, slash));
  }
  std::erase_if(folders, [](const std::string& name) {
    return name == "." || name == ".." || name.find('/') != std::string::npos;
  });
  return folders;
}

void AddUnrecorded(const fs::path& site, const std::string& folder, const Recorded& recorded,
                   std::vector<std::string>& added) {
  std::error_code error, ignored;
  for (fs::recursive_directory_iterator it(site / folder, error), end; !error && it != end;
       it.increment(error)) {
    if (fs::is_directory(it->symlink_status(ignored))) continue;
    const std::string file = it->path().string().substr(site.string().size() + 1);
    if (!recorded.contains(file) && !IsByteCode(file) && !IsAfterRecord(file))
      added.push_back(file);
  }
}

bool IsBeside(const Line& line, const fs::path& dist_info) {
  return !line.file.starts_with(dist_info.filename().string() + "/");
}

// A package that is nothing but its metadata has no modules either.
absl::Status CheckWhole(const std::vector<Line>& lines, const fs::path& dist_info) {
  const bool has_files = std::any_of(lines.begin(), lines.end(),
                                     [&](const Line& line) { return IsBeside(line, dist_info); });
  if (!lines.empty() && (has_files || ModulesOf(dist_info).empty())) return absl::OkStatus();
  return compat::InvalidArgument((dist_info / "RECORD").string() +
                                 ": names no file; install the package again");
}

}  // namespace

Recorded ReadRecorded(const std::vector<std::string>& site_packages) {
  Recorded recorded;
  for (const std::string& site : site_packages) {
    std::error_code error;
    for (fs::directory_iterator it(site, error), end; !error && it != end; it.increment(error)) {
      if (it->path().extension() != ".dist-info") continue;
      for (const Line& line :
           LinesOf((it->path() / "RECORD").string()).value_or(std::vector<Line>()))
        recorded.insert(fs::path(line.file).lexically_normal().string());
    }
  }
  return recorded;
}

absl::StatusOr<RecordCheck> CheckRecord(const std::string& dist_info, const Recorded* recorded) {
  ACCEL_ASSIGN_OR_RETURN(const std::vector<Line> lines, LinesOf(dist_info + "/RECORD"));
  ACCEL_RETURN_IF_ERROR(CheckWhole(lines, dist_info));
  const fs::path site = fs::path(dist_info).parent_path();
  const std::string environment = (site / "../../..").lexically_normal().string();
  RecordCheck check;
  for (const Line& line : lines) {
    if (!NeedsHash(line)) continue;
    ++check.files;
    if (!IsAsRecorded(line, site, environment)) check.changed.push_back(line.file);
  }
  if (recorded == nullptr) return check;
  for (const std::string& folder : FoldersOf(lines, dist_info))
    AddUnrecorded(site, folder, *recorded, check.added);
  std::sort(check.added.begin(), check.added.end());
  return check;
}

}  // namespace accel::shim
