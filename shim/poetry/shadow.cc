// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/shadow.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>
#include <utility>

#include "shim/index/sha256.h"
#include "shim/whole_file.h"

namespace accel::shim::poetry {
namespace {

namespace fs = std::filesystem;

absl::Status Cannot(const std::string& path, const std::error_code& error) {
  return absl::ErrnoToStatus(error.value(), path + ": cannot be made");
}

// Not for the shadow: what is generated, and what would be taken for the project's own.
bool IsLeftOut(const std::string& name) {
  static const std::set<std::string> kNames = {"pyproject.toml", "poetry.lock", "accel.lock",
                                               ".venv", ".git"};
  return kNames.contains(name);
}

// `link` leads to `target` afterwards.
absl::Status Link(const fs::path& target, const fs::path& link) {
  std::error_code error;
  fs::create_directories(link.parent_path(), error);
  if (fs::read_symlink(link, error) == target) return absl::OkStatus();
  fs::remove_all(link, error);
  fs::create_symlink(target, link, error);
  return error ? Cannot(link.string(), error) : absl::OkStatus();
}

bool IsWithin(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

absl::Status Put(const std::string& path, const std::string& content) {
  const absl::StatusOr<std::string> old = ReadWhole(path);
  return old.ok() && *old == content ? absl::OkStatus() : ReplaceWhole(path, content);
}

// What lies in `folder` and not in `project` any more, but for the two files.
void Prune(const fs::path& folder, const fs::path& project) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name == "pyproject.toml" || name == "poetry.lock") continue;
    std::error_code ignored;
    if (!fs::exists(project / name, ignored)) fs::remove(it->path(), ignored);
  }
}

}  // namespace

Shadow::Shadow(std::string root, std::string project, int lock)
    : root_(std::move(root)),
      project_(std::move(project)),
      folder_(root_ + project_),
      lock_(lock) {}

Shadow::Shadow(Shadow&& other) noexcept
    : root_(std::move(other.root_)),
      project_(std::move(other.project_)),
      folder_(std::move(other.folder_)),
      lock_(std::exchange(other.lock_, -1)) {}

Shadow::~Shadow() {
  if (lock_ >= 0) close(lock_);
}

absl::StatusOr<Shadow> Shadow::Open(const std::string& cache_folder, const std::string& project,
                                    void (*waiting)()) {
  const std::string root = cache_folder + "/shadow/" + index::Sha256Hex(project).substr(0, 16);
  std::error_code error;
  fs::create_directories(root + project, error);
  if (error) return Cannot(root + project, error);
  const std::string path = root + "/lock";
  const int lock = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return absl::ErrnoToStatus(errno, path + ": cannot be opened");
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    waiting();
    while (flock(lock, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  return Shadow(root, project, lock);
}

absl::StatusOr<std::string> Shadow::PutStandIn(const std::string& name,
                                               const std::string& pyproject) const {
  const std::string folder = root_ + "/stand-ins/" + name;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Cannot(folder, error);
  ACCEL_RETURN_IF_ERROR(Put(folder + "/pyproject.toml", pyproject));
  return folder;
}

absl::Status Shadow::Write(const std::string& pyproject, const std::string& lock,
                           const std::vector<std::string>& outside) const {
  std::error_code error;
  for (fs::directory_iterator it(project_, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (!IsLeftOut(name)) ACCEL_RETURN_IF_ERROR(Link(it->path(), fs::path(folder_) / name));
  }
  if (error) return Cannot(folder_, error);
  Prune(folder_, project_);
  for (const std::string& relative : outside) {
    const fs::path target = (fs::path(project_) / relative).lexically_normal();
    if (IsWithin(target, project_) || IsWithin(project_, target)) continue;
    ACCEL_RETURN_IF_ERROR(Link(target, fs::path(root_ + target.string())));
  }
  ACCEL_RETURN_IF_ERROR(Put(folder_ + "/pyproject.toml", pyproject));
  return Put(folder_ + "/poetry.lock", lock);
}

}  // namespace accel::shim::poetry
