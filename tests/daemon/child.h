// SPDX-License-Identifier: Apache-2.0
//
// A program under test: started, read, signalled, waited for with a deadline. Never outlives its
// object.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clients/environment.h"
#include "daemon/unique_fd.h"

namespace accel::daemon {

inline constexpr std::chrono::seconds kPatience{30};

// The environment of this test without ACCEL_* and colour settings.
inline clients::Environment PlainEnvironment() {
  clients::Environment environment = clients::Environment::OfThisProcess();
  for (const char* name :
       {"ACCEL_SOCKET", "ACCEL_DAEMON", "ACCEL_HOST", "ACCEL_POLICY", "ACCEL_MIRRORS", "NO_COLOR",
        "FORCE_COLOR", "CLICOLOR_FORCE", "JOURNAL_STREAM", "NOTIFY_SOCKET", "LISTEN_FDS",
        "CUDA_VISIBLE_DEVICES"}) {
    environment.Unset(name);
  }
  return environment;
}

class Child {
 public:
  // `words` begins with the path of the program.
  explicit Child(std::vector<std::string> words,
                 const clients::Environment& environment = PlainEnvironment()) {
    std::array<int, 2> out{}, err{};
    EXPECT_EQ(pipe2(out.data(), O_CLOEXEC), 0);
    EXPECT_EQ(pipe2(err.data(), O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
    std::vector<std::string> entries = environment.Entries();
    EXPECT_EQ(posix_spawn(&pid_, words[0].c_str(), &actions, nullptr, Pointers(words).data(),
                          Pointers(entries).data()),
              0)
        << words[0];
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    close(err[1]);
    streams_[0].Reset(out[0]);
    streams_[1].Reset(err[0]);
  }
  ~Child() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  void Signal(int number) const { kill(pid_, number); }
  const std::string& output() const { return texts_[0]; }
  const std::string& errors() const { return texts_[1]; }

  // Reads until standard error holds `text`; false when it ended or time is up before.
  bool WaitForError(const std::string& text) {
    return ReadUntil([&] { return errors().find(text) != std::string::npos; });
  }
  // Reads to the end; the exit status, 128 + the signal that killed it, nullopt when time is up.
  std::optional<int> Wait() {
    ReadUntil([] { return false; });
    if (streams_[0].valid() || streams_[1].valid()) return std::nullopt;
    int status = 0;
    if (waitpid(std::exchange(pid_, -1), &status, 0) < 0) return std::nullopt;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  static std::vector<char*> Pointers(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
  }

  bool ReadUntil(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!done() && (streams_[0].valid() || streams_[1].valid())) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
          end - std::chrono::steady_clock::now());
      std::array<pollfd, 2> waits = {pollfd{streams_[0].get(), POLLIN, 0},
                                     pollfd{streams_[1].get(), POLLIN, 0}};
      if (left.count() <= 0 ||
          poll(waits.data(), waits.size(), static_cast<int>(left.count())) <= 0)
        return false;
      for (std::size_t i = 0; i < waits.size(); ++i) {
        if (waits[i].revents != 0) ReadSome(i);
      }
    }
    return done();
  }

  void ReadSome(std::size_t i) {
    std::array<char, 4096> buffer{};
    const ssize_t size = read(streams_[i].get(), buffer.data(), buffer.size());
    if (size <= 0) {
      streams_[i].Reset();
    } else {
      texts_[i].append(buffer.data(), static_cast<std::size_t>(size));
    }
  }

  pid_t pid_ = -1;
  std::array<UniqueFd, 2> streams_;
  std::array<std::string, 2> texts_;
};

}  // namespace accel::daemon
