// SPDX-License-Identifier: Apache-2.0
#include "shim/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace accel::shim {

absl::StatusOr<MemoryFile> MemoryFile::Create(std::string_view content) {
  MemoryFile file(memfd_create("accel", MFD_CLOEXEC));
  if (file.fd_ < 0)
    return absl::ResourceExhaustedError(std::string("cannot make a file in memory: ") +
                                        std::strerror(errno));
  while (!content.empty()) {
    const ssize_t written = write(file.fd_, content.data(), content.size());
    if (written < 0) {
      return absl::ResourceExhaustedError(std::string("cannot write a file in memory: ") +
                                          std::strerror(errno));
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return file;
}

MemoryFile& MemoryFile::operator=(MemoryFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

MemoryFile::~MemoryFile() {
  if (fd_ >= 0) close(fd_);
}

std::string MemoryFile::Path() const {
  return "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(fd_);
}

}  // namespace accel::shim
