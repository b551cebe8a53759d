// SPDX-License-Identifier: Apache-2.0
#include "shim/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "shim/held_signals.h"

namespace accel::shim {
namespace {

constexpr std::size_t kMostOutput = 1 << 20;
constexpr int kBySignal = 128;  // as a shell tells it: 128 + the signal

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

absl::Status CannotRun(const std::string& program, int error) {
  const std::string message = program + ": cannot be run: " + std::strerror(error);
  return error == EAGAIN || error == ENOMEM ? absl::ResourceExhaustedError(message)
                                            : absl::PermissionDeniedError(message);
}

// What a child does before it becomes the program. Only async-signal-safe calls; false ends it.
struct Beginning {
  bool (*run)(int descriptor, Streams streams, pid_t parent);
  int descriptor;
  Streams streams = Streams::kOut;
};

// The child's pid, or the error of its exec.
absl::StatusOr<pid_t> Spawn(const Command& command, const Beginning& begin) {
  // Who started us may have SIGCHLD ignored, which is inherited: then no child could be waited for.
  signal(SIGCHLD, SIG_DFL);
  const std::vector<std::string> entries = command.environment.Entries();
  const std::vector<char*> arguments = Pointers(command.argv), variables = Pointers(entries);
  const char* folder = command.folder.empty() ? "." : command.folder.c_str();
  std::array<int, 2> report;
  if (pipe2(report.data(), O_CLOEXEC) != 0) return CannotRun(command.argv[0], errno);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) {
    HeldSignals::LetGo();
    if (!begin.run(begin.descriptor, begin.streams, parent)) _exit(127);
    if (chdir(folder) == 0) execve(arguments[0], arguments.data(), variables.data());
    const int error = errno;
    (void)!write(report[1], &error, sizeof error);
    _exit(127);
  }
  close(report[1]);
  int error = child < 0 ? errno : 0;
  const bool failed = child < 0 || read(report[0], &error, sizeof error) == sizeof error;
  close(report[0]);
  if (!failed) return child;
  if (child > 0) waitpid(child, nullptr, 0);
  return CannotRun(command.argv[0], error);
}

// Prints to `out` alone and ends with us.
bool BeginCaptured(int out, Streams streams, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = open("/dev/null", O_RDWR);
  return getppid() == parent && nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
         dup2(out, STDOUT_FILENO) >= 0 &&
         dup2(streams == Streams::kBoth ? out : nothing, STDERR_FILENO) >= 0;
}

bool BeginGuarded(int guard, Streams, pid_t) {
  const pid_t self = getpid();
  send(guard, &self, sizeof self, MSG_NOSIGNAL);  // fails where somebody has ended the guard
  return true;
}

int ExitCode(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : kBySignal + WTERMSIG(status);
}

// Waits for the child while taking the signals that are held: those of the terminal reach the whole
// foreground group, so only what was sent to us alone is passed on. `taken` receives the last one.
int WaitForwarding(pid_t child, int& taken) {
  const sigset_t set = HeldSignals::Set();
  for (;;) {
    siginfo_t info{};
    const int number = sigwaitinfo(&set, &info);
    if (number < 0) continue;
    if (number == SIGCHLD) {
      int status = 0;
      const pid_t ended = waitpid(child, &status, WNOHANG);
      if (ended == child) return ExitCode(status);
      continue;
    }
    taken = number;
    if (info.si_code == SI_USER || info.si_code == SI_TKILL) kill(child, number);
  }
}

using Clock = std::chrono::steady_clock;

int MillisecondsUntil(Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

// Whether the child, which prints no more, ends by itself until then.
bool EndsBefore(pid_t child, Clock::time_point end) {
  const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  if (descriptor < 0) return true;  // an old kernel: it is waited for
  pollfd wait{descriptor, POLLIN, 0};
  int ready = -1;
  do {
    ready = poll(&wait, 1, MillisecondsUntil(end));
  } while (ready < 0 && errno == EINTR);
  close(descriptor);
  return ready > 0;
}

}  // namespace

absl::Status Become(const std::vector<std::string>& argv, const clients::Environment& environment) {
  const std::vector<std::string> entries = environment.Entries();
  execve(argv[0].c_str(), Pointers(argv).data(), Pointers(entries).data());
  return CannotRun(argv[0], errno);
}

absl::StatusOr<int> RunAndWait(const Command& command, int guard) {
  const HeldSignals held;
  if (const int number = HeldSignals::Waiting(); number != 0) return kBySignal + number;
  ACCEL_ASSIGN_OR_RETURN(const pid_t child, Spawn(command, {BeginGuarded, guard}));
  int taken = 0;
  return WaitForwarding(child, taken);
}

absl::StatusOr<int> RunApart(const std::function<int()>& work) {
  const HeldSignals held;
  if (const int number = HeldSignals::Waiting(); number != 0) return kBySignal + number;
  signal(SIGCHLD, SIG_DFL);  // as in Spawn
  std::fflush(nullptr);      // what is not written yet would be written twice
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) return absl::ErrnoToStatus(errno, "cannot start a second process");
  if (child > 0) {
    int taken = 0;  // what the work waits for may end with a code of its own for the same signal
    const int code = WaitForwarding(child, taken);
    return code != 0 && taken != 0 ? kBySignal + taken : code;
  }
  HeldSignals::LetGo();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int code = getppid() == parent ? work() : kBySignal + SIGKILL;
  std::fflush(nullptr);
  _exit(code);
}

absl::StatusOr<Printed> Capture(const Command& command, std::chrono::milliseconds deadline,
                                Streams streams) {
  std::array<int, 2> out;
  if (pipe2(out.data(), O_CLOEXEC) != 0) return CannotRun(command.argv[0], errno);
  const absl::StatusOr<pid_t> child = Spawn(command, {BeginCaptured, out[1], streams});
  close(out[1]);
  if (!child.ok()) {
    close(out[0]);
    return child.status();
  }
  Printed printed;
  const auto end = Clock::now() + deadline;
  std::array<char, 4096> buffer;
  bool in_time = true;
  for (;;) {
    pollfd wait{out[0], POLLIN, 0};
    const int ready = poll(&wait, 1, MillisecondsUntil(end));
    if (ready < 0 && errno == EINTR) continue;
    in_time = ready > 0;
    const ssize_t got = in_time ? read(out[0], buffer.data(), buffer.size()) : 0;
    if (got <= 0 || printed.out.size() > kMostOutput) break;
    printed.out.append(buffer.data(), static_cast<std::size_t>(got));
  }
  close(out[0]);
  in_time = in_time && EndsBefore(*child, end);
  if (!in_time) kill(*child, SIGKILL);
  int status = 0;
  waitpid(*child, &status, 0);
  if (!in_time) {
    return absl::DeadlineExceededError(command.argv[0] + ": no answer within " +
                                       std::to_string(deadline.count()) + " ms");
  }
  printed.exit_code = ExitCode(status);
  return printed;
}

}  // namespace accel::shim
