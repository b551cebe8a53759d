// SPDX-License-Identifier: Apache-2.0
#include "shim/index/private_folder.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include "compat/printable.h"
#include "shim/index/write_all.h"

namespace accel::shim::index {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

absl::Status SystemError(const std::string& what) {
  return absl::UnavailableError(what + ": " + std::generic_category().message(errno));
}

bool IsOurs(const struct stat& status) { return status.st_uid == geteuid(); }

void CreateFolder(const std::string& path) {
  std::error_code ignored;  // opening it tells
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  mkdir(path.c_str(), 0700);
}

std::string TemporaryName() {
  std::uint64_t random = 0;
  if (getrandom(&random, sizeof random, 0) != sizeof random) random = 0;
  return ".tmp-" + std::to_string(getpid()) + "-" + std::to_string(random);
}

// False when the file turns out shorter than it was.
bool ReadAll(int fd, std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    ssize_t got = read(fd, bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    done += static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

PrivateFolder::PrivateFolder(int descriptor, std::string path)
    : descriptor_(descriptor), path_(std::move(path)) {}

PrivateFolder::PrivateFolder(PrivateFolder&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

PrivateFolder::~PrivateFolder() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::StatusOr<PrivateFolder> PrivateFolder::Open(const std::string& path) {
  if (path.find('/', 1) == std::string::npos)
    return absl::UnavailableError("there is no folder for a cache");
  CreateFolder(path);
  std::string what = "the folder " + compat::PrintSafe(path);
  Descriptor folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (folder.get() < 0) return SystemError(what + " cannot be opened");
  struct stat status;
  if (fstat(folder.get(), &status) != 0) return SystemError(what + " cannot be examined");
  if (!IsOurs(status) || (status.st_mode & 022) != 0) {
    return absl::PermissionDeniedError(what +
                                       " belongs to another user, or others may write to it");
  }
  return PrivateFolder(folder.Release(), path);
}

absl::StatusOr<std::string> PrivateFolder::Read(const std::string& name,
                                                std::size_t max_bytes) const {
  Descriptor file(
      openat(descriptor_, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  struct stat status;
  bool usable = file.get() >= 0 && fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode) &&
                IsOurs(status) && static_cast<std::uint64_t>(status.st_size) <= max_bytes;
  if (!usable) return compat::NotFound("no usable file " + name + " in " + path_);
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  if (!ReadAll(file.get(), bytes)) return compat::NotFound("cannot read " + name + " in " + path_);
  return bytes;
}

absl::Status PrivateFolder::Replace(const std::string& name, std::string_view bytes) const {
  std::string temporary = TemporaryName();
  std::string what = "cannot write to " + compat::PrintSafe(path_);
  Descriptor file(openat(descriptor_, temporary.c_str(),
                         O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.get() < 0) return SystemError(what);
  if (WriteAll(file.get(), bytes) && fsync(file.get()) == 0 &&
      renameat(descriptor_, temporary.c_str(), descriptor_, name.c_str()) == 0) {
    return absl::OkStatus();
  }
  absl::Status error = SystemError(what);
  unlinkat(descriptor_, temporary.c_str(), 0);
  return error;
}

}  // namespace accel::shim::index
