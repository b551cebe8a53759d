// SPDX-License-Identifier: Apache-2.0
#include "shim/overlay/lock_file.h"

#include <toml++/toml.h>

#include "clients/toml_text.h"
#include "compat/name.h"

namespace accel::shim::overlay {
namespace {

constexpr char kArray[] = "package";

absl::Status NoLock(const std::string& file, const std::string& why) {
  return compat::InvalidArgument(file + ": " + why + "; run poetry lock");
}

// What stands above the first package, and below it.
std::pair<std::string_view, std::string_view> SplitHead(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size() && bytes[at] != '[') {
    const std::size_t end = bytes.find('\n', at);
    at = end == std::string_view::npos ? bytes.size() : end + 1;
  }
  return {bytes.substr(0, at), bytes.substr(at)};
}

}  // namespace

absl::StatusOr<LockFile> ParseLockFile(std::string_view bytes, const std::string& file) {
  const std::string unix_lines = clients::WithUnixLineEnds(bytes);
  bytes = unix_lines;
  ACCEL_ASSIGN_OR_RETURN(const toml::table document, clients::ParseToml(bytes, file));
  if (!document["metadata"].is_table()) return NoLock(file, "has no [metadata], so it is no lock");
  const auto [head, body] = SplitHead(bytes);
  LockFile lock{std::string(head), {}, ""};
  std::string_view rest;
  const std::vector<std::string> texts = SplitEntries(body, kArray, rest);
  lock.tail = rest;
  const toml::array* packages = document["package"].as_array();
  if (texts.size() != (packages == nullptr ? 0 : packages->size()))
    return NoLock(file, "its packages do not stand one after the other");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const toml::table* package = packages->get(i)->as_table();
    const std::string name = package == nullptr ? "" : (*package)["name"].value_or(std::string());
    if (name.empty()) return NoLock(file, "package " + std::to_string(i + 1) + " has no name");
    lock.entries.push_back(
        {compat::NormalizeName(name), (*package)["version"].value_or(std::string()), texts[i]});
  }
  return lock;
}

std::string ToText(const LockFile& lock) {
  std::string text = lock.head;
  for (const Entry& entry : lock.entries) text += entry.text + "\n\n";
  return text + lock.tail;
}

std::set<std::string> NamesIn(const LockFile& lock) {
  std::set<std::string> names;
  for (const Entry& entry : lock.entries) names.insert(entry.name);
  return names;
}

void ReplaceValue(const std::string& key, const std::string& from, const std::string& to,
                  Entry& entry) {
  const std::string start = "\n" + key + " = ", old_line = start + clients::Quote(from);
  const std::size_t at = entry.text.find(old_line);
  if (at != std::string::npos) entry.text.replace(at, old_line.size(), start + clients::Quote(to));
}

Entry AtVersion(Entry entry, const std::string& version) {
  ReplaceValue("version", entry.version, version, entry);
  entry.version = version;
  return entry;
}

std::vector<std::string> SplitEntries(std::string_view text, std::string_view array,
                                      std::string_view& rest) {
  const std::string first = "[[" + std::string(array) + "]]";
  const std::string below = "[" + std::string(array) + ".";
  std::vector<std::string> entries;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    if (line.starts_with(first)) {
      entries.emplace_back();
    } else if (line.starts_with('[') && !line.starts_with(below)) {
      break;
    }
    if (!entries.empty()) entries.back() += line;
    text.remove_prefix(end);
  }
  for (std::string& entry : entries) entry.erase(entry.find_last_not_of('\n') + 1);
  rest = text;
  return entries;
}

}  // namespace accel::shim::overlay
