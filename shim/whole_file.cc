// SPDX-License-Identifier: Apache-2.0
#include "shim/whole_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "shim/index/write_all.h"

namespace accel::shim {
namespace {

absl::Status Cannot(const char* what, const std::string& path, int error) {
  const std::string message =
      path + ": cannot be " + what + ": " + std::generic_category().message(error);
  return absl::Status(absl::ErrnoToStatus(error, "").code(), message);
}

// The mode that a new file of the user gets, or that of the file it replaces.
mode_t ModeFor(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) == 0) return status.st_mode & 0777;
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

std::string FolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// A file beside `path` that gets its name when it is whole, so that nothing is left behind by a
// writer that is killed; where the file system cannot do so it has it from the beginning.
struct NewFile {
  int descriptor;
  std::string name;
  bool is_named;
};

NewFile OpenNew(const std::string& path) {
  const int fd = open(FolderOf(path).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (fd >= 0) return {fd, path + "." + std::to_string(getpid()) + ".new", false};
  NewFile file{-1, path + ".XXXXXX", true};
  file.descriptor = mkostemp(file.name.data(), O_CLOEXEC);
  return file;
}

bool GiveName(const NewFile& file) {
  if (file.is_named) return true;
  const std::string unnamed = "/proc/self/fd/" + std::to_string(file.descriptor);
  unlink(file.name.c_str());  // of an earlier process of our number
  return linkat(AT_FDCWD, unnamed.c_str(), AT_FDCWD, file.name.c_str(), AT_SYMLINK_FOLLOW) == 0;
}

void SyncFolderOf(const std::string& path) {
  const int fd = open(FolderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

}  // namespace

absl::StatusOr<std::string> ReadWhole(const std::string& path, std::size_t max_bytes) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return Cannot("read", path, errno);
  if (!S_ISREG(status.st_mode) || static_cast<std::size_t>(status.st_size) > max_bytes)
    return compat::FailedPrecondition(path + ": is no plain file of at most " +
                                      std::to_string(max_bytes) + " bytes");
  std::ifstream file(path, std::ios::binary);
  if (!file) return Cannot("read", path, errno);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string TargetOf(const std::string& path) {
  constexpr int kMostLinks = 40;  // as the kernel follows
  std::error_code error;
  std::filesystem::path target = path;
  for (int links = 0; links < kMostLinks && std::filesystem::is_symlink(target, error); ++links)
    target = target.parent_path() / std::filesystem::read_symlink(target, error);
  return target.string();
}

absl::Status ReplaceWhole(const std::string& path, std::string_view bytes) {
  NewFile file = OpenNew(path);
  if (file.descriptor < 0) return Cannot("written", path, errno);
  const bool written = fchmod(file.descriptor, ModeFor(path)) == 0 &&
                       index::WriteAll(file.descriptor, bytes) && fsync(file.descriptor) == 0 &&
                       GiveName(file);
  int error = errno;
  close(file.descriptor);
  const std::string& temporary = file.name;
  if (written && rename(temporary.c_str(), path.c_str()) == 0) {
    SyncFolderOf(path);
    return absl::OkStatus();
  }
  if (written) error = errno;
  unlink(temporary.c_str());
  return Cannot("written", path, error);
}

}  // namespace accel::shim
