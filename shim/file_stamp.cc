// SPDX-License-Identifier: Apache-2.0
#include "shim/file_stamp.h"

#include <sys/stat.h>

namespace accel::shim {

std::string StampOf(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return path + " -";
  return path + " " + std::to_string(status.st_ino) + " " + std::to_string(status.st_size) + " " +
         std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec);
}

}  // namespace accel::shim
