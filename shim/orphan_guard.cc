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
#include <fstream>
#include <thread>
#include <utility>

#include "shim/folder_changes.h"

namespace accel::shim {
namespace {

constexpr pid_t kAllIsWell = 0;

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

bool Send(int process, int signal) {
  return syscall(SYS_pidfd_send_signal, process, signal, nullptr, 0) == 0;
}

// Stopped first, so that it cannot begin between the look and the end.
void EndUnlessBegun(pid_t pid, int process, const std::vector<std::string>& folders,
                    std::chrono::nanoseconds start) {
  if (!Send(process, SIGSTOP)) return;
  for (char state = StateOf(pid); state != 'T' && state != '\0' && state != 'Z';
       state = StateOf(pid))
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  Send(process, ChangedSince(folders, start) ? SIGCONT : SIGKILL);
}

[[noreturn]] void Guard(int channel, const std::vector<std::string>& folders) {
  prctl(PR_SET_NAME, "accel-orphan");
  // What the terminal sends goes to the whole group, and the shim sees to the installer.
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) signal(number, SIG_IGN);
  const std::chrono::nanoseconds start = FileClockNow();
  pid_t installer = 0, next = 0;
  int process = -1;
  while (ReadPid(channel, next)) {
    if (next == kAllIsWell) _exit(0);
    installer = next;
    process = static_cast<int>(syscall(SYS_pidfd_open, installer, 0));
  }
  if (process >= 0) EndUnlessBegun(installer, process, folders, start);
  _exit(0);
}

}  // namespace

absl::StatusOr<OrphanGuard> OrphanGuard::Start(std::vector<std::string> folders) {
  std::array<int, 2> ends;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return absl::ErrnoToStatus(errno, "cannot make a pair of sockets");
  const pid_t guard = fork();
  if (guard == 0) {
    close(ends[1]);
    Guard(ends[0], folders);
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
  send(channel_, &kAllIsWell, sizeof kAllIsWell, MSG_NOSIGNAL);  // fails where it is gone already
  close(channel_);
  while (waitpid(guard_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace accel::shim
