// SPDX-License-Identifier: Apache-2.0
#include "shim/orphan_guard.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "tests/shim/scratch_folder.h"

namespace accel::shim {
namespace {

struct Pipe {
  Pipe() { EXPECT_EQ(pipe(ends.data()), 0); }
  ~Pipe() {
    CloseRead();
    CloseWrite();
  }
  void CloseRead() { Close(ends[0]); }
  void CloseWrite() { Close(ends[1]); }
  static void Close(int& end) {
    if (end >= 0) close(end);
    end = -1;
  }
  // Everything until the last writer is gone.
  std::string ReadAll() {
    CloseWrite();
    std::string all;
    char c = 0;
    while (read(ends[0], &c, 1) == 1) all += c;
    return all;
  }
  void Write(char c) const { (void)!write(ends[1], &c, 1); }
  std::array<int, 2> ends{};
};

// An installer in the environment `folder`: it may begin to write, and says 'F' when it gets to its
// end, which is after the shim and its guard are gone.
// It works through a child of its own, as a wrapper does.
[[noreturn]] void Install(const OrphanGuard& guard, const ScratchFolder& folder, bool begins,
                          Pipe& says, Pipe& others) {
  const pid_t self = getpid();
  send(guard.channel(), &self, sizeof self, MSG_NOSIGNAL);
  if (const pid_t child = fork(); child != 0) {
    close(guard.channel());
    others.CloseWrite();
    says.CloseWrite();
    waitpid(child, nullptr, 0);
    _exit(0);
  }
  close(guard.channel());
  if (begins) folder.Write("torch/__init__.py", "");
  says.Write('B');
  others.ReadAll();
  says.Write('F');
  _exit(0);
}

// A shim that is killed while its installer runs; what the installer said.
std::string SaidAfterKill(bool begins) {
  const ScratchFolder folder;
  std::filesystem::last_write_time(
      folder.path(), std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  Pipe says, others;
  const pid_t shim = fork();
  if (shim == 0) {
    says.CloseRead();
    const absl::StatusOr<OrphanGuard> guard = OrphanGuard::Start({folder.path()});
    if (guard.ok() && fork() == 0) Install(*guard, folder, begins, says, others);
    says.CloseWrite();
    pause();
  }
  others.CloseWrite();
  char begun = 0;
  EXPECT_EQ(read(says.ends[0], &begun, 1), 1);
  kill(shim, SIGKILL);
  waitpid(shim, nullptr, 0);
  return begun + says.ReadAll();
}

TEST(OrphanGuardTest, AnInstallerThatHasWrittenNothingEndsWithTheShim) {
  EXPECT_EQ(SaidAfterKill(false), "B");
}

TEST(OrphanGuardTest, AnInstallerThatHasBegunToWriteIsLetFinish) {
  EXPECT_EQ(SaidAfterKill(true), "BF");
}

TEST(OrphanGuardTest, AShimThatEndsByItselfLeavesTheInstallerAlone) {
  const ScratchFolder folder;
  Pipe says;
  pid_t installer = -1;
  {
    const absl::StatusOr<OrphanGuard> guard = OrphanGuard::Start({folder.path()});
    ASSERT_TRUE(guard.ok()) << guard.status();
    installer = fork();
    if (installer == 0) {
      const pid_t self = getpid();
      send(guard->channel(), &self, sizeof self, MSG_NOSIGNAL);
      says.Write('B');
      pause();
    }
    char begun = 0;
    EXPECT_EQ(read(says.ends[0], &begun, 1), 1);
  }
  int status = 0;
  EXPECT_EQ(waitpid(installer, &status, WNOHANG), 0);
  kill(installer, SIGTERM);
  waitpid(installer, &status, 0);
  EXPECT_EQ(WTERMSIG(status), SIGTERM);
}

}  // namespace
}  // namespace accel::shim
