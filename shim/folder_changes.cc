// SPDX-License-Identifier: Apache-2.0
#include "shim/folder_changes.h"

#include <sys/stat.h>
#include <time.h>

#include <filesystem>
#include <system_error>

namespace accel::shim {
namespace {

std::chrono::nanoseconds ToDuration(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

bool IsNewer(const std::filesystem::path& folder, std::chrono::nanoseconds time) {
  struct stat status{};
  return lstat(folder.c_str(), &status) == 0 && ToDuration(status.st_mtim) >= time;
}

}  // namespace

std::chrono::nanoseconds FileClockNow() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return ToDuration(now);
}

bool ChangedSince(const std::vector<std::string>& folders, std::chrono::nanoseconds time) {
  constexpr auto kPassOver = std::filesystem::directory_options::skip_permission_denied;
  for (const std::string& named : folders) {
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::canonical(named, error);
    if (error) continue;
    if (IsNewer(folder, time)) return true;
    for (std::filesystem::recursive_directory_iterator it(folder, kPassOver, error), end;
         !error && it != end; it.increment(error)) {
      if (!it->is_directory(error) || it->is_symlink(error)) continue;
      if (it->path().filename() == "__pycache__") {
        it.disable_recursion_pending();
      } else if (IsNewer(it->path(), time)) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace accel::shim
