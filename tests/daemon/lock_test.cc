// SPDX-License-Identifier: Apache-2.0
#include "daemon/lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <array>

#include "tests/daemon/scratch.h"

namespace accel::daemon {
namespace {

using testing::HasSubstr;

// Another process that holds the lock from when the constructor returns until it is killed.
class Holder {
 public:
  explicit Holder(const std::string& path) {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    pid_ = fork();
    if (pid_ == 0) {
      const absl::StatusOr<UniqueFd> lock = TakeLock(path);
      const char held = lock.ok() ? 'y' : 'n';
      if (write(ends[1], &held, 1) == 1) pause();
      _exit(0);
    }
    char held = 0;
    EXPECT_EQ(read(ends[0], &held, 1), 1);
    EXPECT_EQ(held, 'y');
    close(ends[0]);
    close(ends[1]);
  }
  ~Holder() { Kill(); }
  void Kill() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
};

TEST(LockTest, SecondIsRefusedNamingThePidOfTheFirst) {
  const Scratch scratch;
  const Holder holder(scratch.Path("lock"));
  const absl::StatusOr<UniqueFd> lock = TakeLock(scratch.Path("lock"));
  ASSERT_TRUE(absl::IsFailedPrecondition(lock.status())) << lock.status();
  EXPECT_THAT(std::string(compat::Message(lock.status())),
              HasSubstr("pid " + std::to_string(holder.pid()) + ")"));
}

TEST(LockTest, IsFreeOnceItsHolderWasKilled) {
  const Scratch scratch;
  Holder holder(scratch.Path("lock"));
  holder.Kill();
  EXPECT_TRUE(TakeLock(scratch.Path("lock")).ok());
}

TEST(LockTest, LivesAsLongAsItsDescriptor) {
  const Scratch scratch;
  absl::StatusOr<UniqueFd> lock = TakeLock(scratch.Path("lock"));
  ASSERT_TRUE(lock.ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(TakeLock(scratch.Path("lock")).status()));
  lock->Reset();
  EXPECT_TRUE(TakeLock(scratch.Path("lock")).ok());
}

TEST(LockTest, FollowsNoLink) {
  const Scratch scratch;
  const std::string victim = scratch.Write("victim", "keep me");
  std::filesystem::create_symlink(victim, scratch.Path("lock"));
  EXPECT_FALSE(TakeLock(scratch.Path("lock")).ok());
  EXPECT_EQ(std::filesystem::file_size(victim), 7u);
}

TEST(LockTest, SaysWhichFolderIsMissing) {
  const Scratch scratch;
  const absl::Status status = TakeLock(scratch.Path("none/lock")).status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_THAT(std::string(compat::Message(status)), HasSubstr(scratch.Path("none/lock")));
}

}  // namespace
}  // namespace accel::daemon
