// SPDX-License-Identifier: Apache-2.0
//
// Files in a folder that belongs to this user alone.
// Promises whole files: a reader sees the old bytes or the new ones, whatever happens to the
// writer. Never follows a link.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "compat/status.h"

namespace accel::shim::index {

class PrivateFolder {
 public:
  // Creates it with mode 0700 when missing. PERMISSION_DENIED when it is another user's or others
  // may write to it; UNAVAILABLE with the system's reason when it cannot be used, and for a folder
  // directly below the root, which no cache is.
  static absl::StatusOr<PrivateFolder> Open(const std::string& path);
  PrivateFolder(PrivateFolder&& other) noexcept;
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  ~PrivateFolder();

  // NOT_FOUND for a file that is missing, no plain file, another user's or larger than `max_bytes`.
  absl::StatusOr<std::string> Read(const std::string& name, std::size_t max_bytes) const;
  // Writes a new file (mode 0600), syncs it and puts it in place of the old one.
  absl::Status Replace(const std::string& name, std::string_view bytes) const;

 private:
  PrivateFolder(int descriptor, std::string path);

  int descriptor_;
  std::string path_;
};

}  // namespace accel::shim::index
