// SPDX-License-Identifier: Apache-2.0
#include "shim/child.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "shim/held_signals.h"

namespace accel::shim {
namespace {

Command Shell(const std::string& script) {
  return {{"/bin/sh", "-c", script}, clients::Environment::OfThisProcess(), ""};
}

TEST(RunApartTest, WhatEndsTheWorkIsTold) {
  EXPECT_EQ(*RunApart([] { return 7; }), 7);
  EXPECT_EQ(*RunApart([] { return raise(SIGKILL); }), 128 + SIGKILL);
}

TEST(RunApartTest, ASignalToUsEndsTheWorkAlone) {
  const pid_t self = getpid();
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    const absl::StatusOr<int> code = RunApart([&] {
      kill(self, number);
      return pause();
    });
    EXPECT_EQ(*code, 128 + number);
  }
}

TEST(HeldSignalsTest, ProgramsThatWeStartAreNotHeld) {
  const HeldSignals held;
  EXPECT_EQ(*RunAndWait(Shell("kill -TERM $$; exit 3"), kUnguarded), 128 + SIGTERM);
  EXPECT_EQ(*RunApart([] { return raise(SIGINT); }), 128 + SIGINT);
}

TEST(HeldSignalsTest, NothingIsBegunWhenOneIsWaiting) {
  EXPECT_EXIT(
      {
        {
          const HeldSignals held;
          raise(SIGTERM);
          const auto begin = [] { return 3; };
          if (*RunApart(begin) != 128 + SIGTERM) _exit(1);
          if (*RunAndWait(Shell("exit 3"), kUnguarded) != 128 + SIGTERM) _exit(2);
        }
        _exit(4);
      },
      ::testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace accel::shim
