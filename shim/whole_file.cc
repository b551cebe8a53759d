// SPDX-License-Identifier: Apache-2.0
#include "shim/whole_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "shim/index/write_all.h"

namespace accel::shim {
namespace {

absl::Status Cannot(const char* what, const std::string& path, int error) {
  const std::string message =
      path + ": cannot be " + what + ": " + std::generic_category().message(error);
  if (error == ENOENT) return absl::NotFoundError(message);
  return absl::ErrnoToStatus(error, message);
}

// The mode that a new file of the user gets, or that of the file it replaces.
mode_t ModeFor(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) == 0) return status.st_mode & 0777;
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

void SyncFolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
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

absl::Status ReplaceWhole(const std::string& path, std::string_view bytes) {
  std::string temporary = path + ".XXXXXX";
  const int fd = mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return Cannot("written", path, errno);
  const bool written =
      fchmod(fd, ModeFor(path)) == 0 && index::WriteAll(fd, bytes) && fsync(fd) == 0;
  int error = errno;
  close(fd);
  if (written && rename(temporary.c_str(), path.c_str()) == 0) {
    SyncFolderOf(path);
    return absl::OkStatus();
  }
  if (written) error = errno;
  unlink(temporary.c_str());
  return Cannot("written", path, error);
}

}  // namespace accel::shim
