// SPDX-License-Identifier: Apache-2.0
//
// A file that exists only as long as we do: what a child must read by name (constraints,
// requirements, netrc), without a trace on a disk, even after kill -9.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "compat/status.h"

namespace accel::shim {

class MemoryFile {
 public:
  // RESOURCE_EXHAUSTED when the kernel gives none.
  static absl::StatusOr<MemoryFile> Create(std::string_view content);
  MemoryFile(MemoryFile&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  MemoryFile& operator=(MemoryFile&& other) noexcept;
  ~MemoryFile();

  // Opens like any file, for every process of the same user, while this object lives.
  std::string Path() const;

 private:
  explicit MemoryFile(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace accel::shim
