// SPDX-License-Identifier: Apache-2.0
#include "shim/find_tool.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

namespace accel::shim {
namespace {

bool SameBytes(const std::string& a, const std::string& b) {
  std::ifstream first(a, std::ios::binary), second(b, std::ios::binary);
  std::vector<char> left(1 << 16), right(1 << 16);
  while (first && second) {
    first.read(left.data(), static_cast<std::streamsize>(left.size()));
    second.read(right.data(), static_cast<std::streamsize>(right.size()));
    if (first.gcount() != second.gcount()) return false;
    if (!std::equal(left.begin(), left.begin() + first.gcount(), right.begin())) return false;
  }
  return true;
}

bool IsShim(const std::string& path, const struct stat& file, const std::string& shim) {
  struct stat ours{};
  if (stat(shim.c_str(), &ours) != 0) return false;
  if (ours.st_dev == file.st_dev && ours.st_ino == file.st_ino) return true;
  return ours.st_size == file.st_size && SameBytes(path, shim);
}

// confstr(_CS_PATH) says the same; an empty PATH would else be the current folder.
constexpr char kDefaultPath[] = "/bin:/usr/bin";

absl::Status Refuse(const std::string& tool, const std::string& denied) {
  if (!denied.empty()) {
    return absl::PermissionDeniedError(tool + ": " + denied +
                                       " is there but may not be executed; chmod +x it");
  }
  return compat::NotFound(tool + ": no such program on PATH; install it, or name it with its path");
}

}  // namespace

absl::StatusOr<std::string> FindTool(const std::string& tool, const std::string& path,
                                     const LookAt& look) {
  const std::string searched = path.empty() ? kDefaultPath : path;
  std::string denied;
  if (tool.find('/') != std::string::npos) {
    const Candidate file = look(tool);
    if (file.is_shim)
      return compat::InvalidArgument(tool + " is accel-shim itself; name the tool it should run");
    if (file.exists && file.executable) return tool;
    return Refuse(tool, file.exists ? tool : "");
  }
  for (std::size_t start = 0; start <= searched.size();) {
    const std::size_t end = std::min(searched.find(':', start), searched.size());
    const std::string folder = end == start ? "." : searched.substr(start, end - start);
    const std::string candidate = folder + "/" + tool;
    const Candidate file = look(candidate);
    if (file.exists && file.executable && !file.is_shim) return candidate;
    if (file.exists && !file.executable && denied.empty()) denied = candidate;
    start = end + 1;
  }
  return Refuse(tool, denied);
}

LookAt RealFiles(std::string shim) {
  return [shim = std::move(shim)](const std::string& path) {
    Candidate candidate;
    struct stat file{};
    if (stat(path.c_str(), &file) != 0 || !S_ISREG(file.st_mode)) return candidate;
    candidate.exists = true;
    candidate.executable = access(path.c_str(), X_OK) == 0;
    candidate.is_shim = candidate.executable && IsShim(path, file, shim);
    return candidate;
  };
}

}  // namespace accel::shim
