// SPDX-License-Identifier: Apache-2.0
#include "shim/record.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "shim/index/sha256.h"
#include "shim/whole_file.h"

namespace accel::shim {
namespace {

// The first two fields of a line of CSV; a quoted field holds "" for a quote.
std::optional<std::array<std::string, 2>> FieldsOf(std::string_view line) {
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
  return fields;
}

bool IsWithin(const std::filesystem::path& path, const std::filesystem::path& folder) {
  return path.string().starts_with(folder.string());
}

}  // namespace

std::string RecordHash(const std::string& hex) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  unsigned bits = 0;
  int held = 0;
  for (const char c : hex) {
    bits = bits << 4 | static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
    for (held += 4; held >= 6; held -= 6) text += kDigits[bits >> (held - 6) & 63];
  }
  if (held > 0) text += kDigits[bits << (6 - held) & 63];
  return text;
}

absl::StatusOr<RecordCheck> CheckRecord(const std::string& dist_info) {
  constexpr std::string_view kSha256 = "sha256=";
  const std::string path = dist_info + "/RECORD";
  ACCEL_ASSIGN_OR_RETURN(const std::string text, ReadWhole(path));
  const std::filesystem::path site = std::filesystem::path(dist_info).parent_path();
  const std::filesystem::path root = (site / "../../..").lexically_normal();
  std::error_code error;
  RecordCheck check;
  std::size_t number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const std::optional<std::array<std::string, 2>> fields = FieldsOf(line);
    if (!fields) {
      return compat::InvalidArgument(path + ":" + std::to_string(number) +
                                     ": is no line of RECORD; install the package again");
    }
    const auto& [file, hash] = *fields;
    if (!hash.starts_with(kSha256)) continue;
    ++check.files;
    const std::filesystem::path at = (site / file).lexically_normal();
    if (!IsWithin(at, root) || !std::filesystem::is_regular_file(at, error) ||
        RecordHash(index::Sha256OfFile(at)) != hash.substr(kSha256.size()))
      check.changed.push_back(file);
  }
  if (check.files > 0) return check;
  return compat::InvalidArgument(path + ": names no file; install the package again");
}

}  // namespace accel::shim
