// SPDX-License-Identifier: Apache-2.0
#include "shim/installed.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "compat/name.h"
#include "shim/wheel_metadata.h"

namespace accel::shim {
namespace {

// "torch-2.9.1+cu126.dist-info" -> torch, 2.9.1+cu126 (PEP 427 escapes names, so the last '-'
// separates).
void AddDistInfo(const std::string& folder, Installed& installed) {
  constexpr std::string_view kSuffix = ".dist-info";
  if (!folder.ends_with(kSuffix)) return;
  const std::string stem = folder.substr(0, folder.size() - kSuffix.size());
  const std::size_t dash = stem.rfind('-');
  if (dash == std::string::npos) return;
  absl::StatusOr<compat::Version> version = compat::ParseVersion(stem.substr(dash + 1));
  if (version.ok())
    installed.emplace(compat::NormalizeName(stem.substr(0, dash)), *std::move(version));
}

// What the folders hold, in their order.
std::vector<std::filesystem::path> EntriesOf(const std::vector<std::string>& folders) {
  std::vector<std::filesystem::path> entries;
  for (const std::string& folder : folders) {
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error))
      entries.push_back(it->path());
  }
  return entries;
}

}  // namespace

Installed ReadInstalled(const std::vector<std::string>& folders) {
  Installed installed;
  for (const std::filesystem::path& entry : EntriesOf(folders))
    AddDistInfo(entry.filename().string(), installed);
  return installed;
}

bool Changed(const std::string& name, const Installed& before, const Installed& after) {
  const auto old_one = before.find(name);
  return old_one == before.end() ||
         compat::ToString(old_one->second) != compat::ToString(after.find(name)->second);
}

std::vector<std::string> DistInfosOf(const std::vector<std::string>& folders,
                                     const std::string& name) {
  std::vector<std::string> found;
  for (const std::filesystem::path& entry : EntriesOf(folders)) {
    Installed one;
    AddDistInfo(entry.filename().string(), one);
    if (one.contains(name)) found.push_back(entry.string());
  }
  return found;
}

std::string DistInfoOf(const std::vector<std::string>& folders, const std::string& name) {
  const std::vector<std::string> found = DistInfosOf(folders, name);
  return found.empty() ? "" : found.front();
}

std::string NameInside(const std::vector<std::string>& folders, const std::string& name) {
  const std::string folder = DistInfoOf(folders, name);
  if (folder.empty()) return "";
  std::ifstream file(folder + "/METADATA");
  return NameOf(std::string(std::istreambuf_iterator<char>(file), {}));
}

}  // namespace accel::shim
