// SPDX-License-Identifier: Apache-2.0
#include "catalog/text_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace accel::catalog {

absl::StatusOr<std::string> ReadTextFile(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  // An empty file sets failbit on the copy, a failed read badbit on the source.
  if (in.is_open() && in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
  if (!in.is_open() || in.bad())
    return compat::FailedPrecondition("read " + file + ": cannot be read");
  return text.str();
}

absl::StatusOr<std::vector<std::string>> FilesIn(const std::string& folder,
                                                 const std::string& extension) {
  std::error_code error;
  std::vector<std::string> files;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() == extension) files.push_back(entry->path());
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return compat::FailedPrecondition("read " + folder + ": " + error.message());
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> ListedPaths(const std::string& listed) {
  std::istringstream list{listed};
  std::vector<std::string> paths;
  for (std::string path; std::getline(list, path, ':');) {
    if (!path.empty()) paths.push_back(path);
  }
  return paths;
}

}  // namespace accel::catalog
