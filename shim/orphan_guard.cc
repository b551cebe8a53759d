// SPDX-License-Identifier: Apache-2.0
#include "shim/orphan_guard.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <string_view>
#include <thread>
#include <utility>

#include "shim/folder_changes.h"

namespace accel::shim {
namespace {

bool ReadPid(int channel, pid_t& pid) {
  ssize_t got = 0;
  do {
    got = recv(channel, &pid, sizeof pid, 0);
  } while (got < 0 && errno == EINTR);
  return got == sizeof pid;
}

// 'T' = stopped; '\0' = gone. proc(5): the state stands behind the name, which may hold anything
// but ends with the last parenthesis.
char StateOf(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(stat, line);
  const std::size_t end = line.rfind(')');
  return end == std::string::npos || end + 2 >= line.size() ? '\0' : line[end + 2];
}

// The processes that `pid` has started, and theirs.
void AddDescendants(pid_t pid, std::set<pid_t>& pids) {
  std::error_code error;
  const std::string tasks = "/proc/" + std::to_string(pid) + "/task";
  for (std::filesystem::directory_iterator it(tasks, error), end; !error && it != end;
       it.increment(error)) {
    std::ifstream children(it->path() / "children");
    for (pid_t child = 0; children >> child;) {
      if (pids.insert(child).second) AddDescendants(child, pids);
    }
  }
}

// Until it has stopped, also at a tracer's hand, or is gone.
void Stop(pid_t pid) {
  kill(pid, SIGSTOP);
  constexpr std::string_view kStill = {"Tt\0ZX", 5};
  while (kStill.find(StateOf(pid)) == std::string_view::npos)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

// The installer and all that it has started (a build, the pip behind a wrapper), stopped, so that
// none can begin between the look and the end, nor start another.
std::set<pid_t> StopAll(pid_t installer) {
  std::set<pid_t> stopped, all = {installer};
  while (stopped.size() < all.size()) {
    for (const pid_t pid : all) {
      if (stopped.insert(pid).second) Stop(pid);
    }
    AddDescendants(installer, all);
  }
  return all;
}

void EndUnlessBegun(pid_t installer, int process, const std::vector<std::string>& folders,
                    std::chrono::nanoseconds start) {
  // The number may be another process's by now, unless the one that it was given to is still there.
  if (syscall(SYS_pidfd_send_signal, process, SIGSTOP, nullptr, 0) != 0) return;
  const std::set<pid_t> all = StopAll(installer);
  const int verdict = ChangedSince(folders, start) ? SIGCONT : SIGKILL;
  for (const pid_t pid : all) kill(pid, verdict);
}

[[noreturn]] void Guard(int channel, const std::vector<std::string>& folders,
                        std::chrono::nanoseconds start) {
  prctl(PR_SET_NAME, "accel-orphan");
  // What the terminal sends goes to the whole group, and the shim sees to the installer.
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) signal(number, SIG_IGN);
  pid_t installer = 0, next = 0;
  int process = -1;
  while (ReadPid(channel, next)) {
    installer = next;
    process = static_cast<int>(syscall(SYS_pidfd_open, installer, 0));
  }
  if (process >= 0) EndUnlessBegun(installer, process, folders, start);
  _exit(0);
}

}  // namespace

absl::StatusOr<OrphanGuard> OrphanGuard::Start(const std::vector<std::string>& folders) {
  std::array<int, 2> ends;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return absl::ErrnoToStatus(errno, "cannot make a pair of sockets");
  const std::chrono::nanoseconds start = FileClockNow();  // before any installer can be there
  const pid_t guard = fork();
  if (guard == 0) {
    close(ends[1]);
    Guard(ends[0], folders, start);
  }
  const int error = errno;
  close(ends[0]);
  if (guard > 0) return OrphanGuard(ends[1], guard);
  close(ends[1]);
  return absl::ErrnoToStatus(error, "cannot start a second process");
}

OrphanGuard::OrphanGuard(OrphanGuard&& other) noexcept
    : channel_(std::exchange(other.channel_, -1)), guard_(other.guard_) {}

OrphanGuard::~OrphanGuard() {
  if (channel_ < 0) return;
  kill(guard_, SIGKILL);  // before it can take the closed channel for our end
  close(channel_);
  while (waitpid(guard_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace accel::shim
