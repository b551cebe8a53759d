// SPDX-License-Identifier: Apache-2.0
#include "shim/held_signals.h"

namespace accel::shim {
namespace {

constexpr int kEnding[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

}  // namespace

HeldSignals::HeldSignals() {
  const sigset_t set = Set();
  pthread_sigmask(SIG_BLOCK, &set, &before_);
}

HeldSignals::~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

sigset_t HeldSignals::Set() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : kEnding) sigaddset(&set, number);
  sigaddset(&set, SIGCHLD);
  return set;
}

int HeldSignals::Waiting() {
  sigset_t waiting;
  sigpending(&waiting);
  for (const int number : kEnding) {
    if (sigismember(&waiting, number) == 1) return number;
  }
  return 0;
}

void HeldSignals::LetGo() {
  const sigset_t set = Set();
  sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace accel::shim
