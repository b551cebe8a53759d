// SPDX-License-Identifier: Apache-2.0
#include "daemon/lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <array>
#include <cctype>
#include <cerrno>

#include "daemon/system_error.h"

namespace accel::daemon {
namespace {

// The digits at the start of the file; empty while the holder has not written them yet.
std::string ReadPid(int fd) {
  std::array<char, 32> buffer{};
  const ssize_t size = pread(fd, buffer.data(), buffer.size(), 0);
  std::string pid;
  for (ssize_t i = 0; i < size; ++i) {
    const char c = buffer[static_cast<std::size_t>(i)];
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) break;
    pid += c;
  }
  return pid;
}

absl::Status WritePid(int fd, const std::string& path) {
  const std::string line = std::to_string(getpid()) + "\n";
  if (ftruncate(fd, 0) != 0 || pwrite(fd, line.data(), line.size(), 0) < 0) {
    return SystemError("write " + path, errno);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<UniqueFd> TakeLock(const std::string& path) {
  UniqueFd fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!fd.valid()) {
    const absl::Status why = SystemError("open " + path, errno);
    return absl::Status(why.code(), std::string(compat::Message(why)) +
                                        "; run as root, or give another --runtime-dir");
  }
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return SystemError("lock " + path, errno);
    const std::string pid = ReadPid(fd.get());
    return compat::FailedPrecondition("another acceld (pid " +
                                      (pid.empty() ? "not yet known" : pid) + ") holds " + path +
                                      "; stop it, or give another --runtime-dir");
  }
  ACCEL_RETURN_IF_ERROR(WritePid(fd.get(), path));
  return fd;
}

}  // namespace accel::daemon
