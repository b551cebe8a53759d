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

#include "shim/index/private_folder.h"
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

// Every step from `root` to `folder` is a real folder afterwards. A link on the way would lead into
// somebody's own files.
absl::Status MakeRealFolder(const fs::path& root, const fs::path& folder) {
  std::error_code error;
  fs::path at = root;
  for (const fs::path& step : folder.lexically_relative(root)) {
    at /= step;
    const fs::file_type type = fs::symlink_status(at, error).type();
    if (type == fs::file_type::directory) continue;
    if (type != fs::file_type::not_found) fs::remove(at, error);
    if (!fs::create_directory(at, error)) return Cannot(at.string(), error);
  }
  return absl::OkStatus();
}

// `link`, below `root`, leads to `target` afterwards.
absl::Status Link(const fs::path& root, const fs::path& target, const fs::path& link) {
  ACCEL_RETURN_IF_ERROR(MakeRealFolder(root, link.parent_path()));
  std::error_code error;
  if (fs::read_symlink(link, error) == target) return absl::OkStatus();
  fs::remove_all(link,
                 error);  // what is there is ours: no step to it is a link, and none is followed
  fs::create_symlink(target, link, error);
  return error ? Cannot(link.string(), error) : absl::OkStatus();
}

bool IsWithin(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

// Where `outside` leads from `project`, without what lies in the project or in another of them.
std::vector<fs::path> TargetsOf(const std::vector<std::string>& outside, const fs::path& project) {
  std::set<fs::path> all;  // a folder comes before what lies in it
  for (const std::string& relative : outside) all.insert((project / relative).lexically_normal());
  std::vector<fs::path> targets;
  for (const fs::path& target : all) {
    if (IsWithin(target, project) || IsWithin(project, target)) continue;
    if (std::none_of(targets.begin(), targets.end(),
                     [&](const fs::path& folder) { return IsWithin(target, folder); }))
      targets.push_back(target);
  }
  return targets;
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
      folder_(root_ + "/tree" + project_),
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
  if (cache_folder.empty()) {
    return compat::FailedPrecondition(
        "HOME is not set to a folder, so there is no place for a cache; set HOME or "
        "XDG_CACHE_HOME");
  }
  ACCEL_RETURN_IF_ERROR(index::PrivateFolder::Open(cache_folder + "/shadow").status());
  const std::string root = cache_folder + "/shadow/" + index::Sha256Hex(project).substr(0, 16);
  std::error_code error;
  fs::create_directory(root, error);
  if (error) return Cannot(root, error);
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
  ACCEL_RETURN_IF_ERROR(MakeRealFolder(root_, folder_));
  std::error_code error;
  for (fs::directory_iterator it(project_, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (!IsLeftOut(name)) ACCEL_RETURN_IF_ERROR(Link(root_, it->path(), fs::path(folder_) / name));
  }
  if (error) return Cannot(folder_, error);
  Prune(folder_, project_);
  for (const fs::path& target : TargetsOf(outside, project_))
    ACCEL_RETURN_IF_ERROR(Link(root_, target, fs::path(root_ + "/tree" + target.string())));
  ACCEL_RETURN_IF_ERROR(Put(folder_ + "/pyproject.toml", pyproject));
  const std::string path = folder_ + "/poetry.lock";
  if (!lock.empty()) return Put(path, lock);
  fs::remove(path, error);
  return error ? Cannot(path, error) : absl::OkStatus();
}

}  // namespace accel::shim::poetry
