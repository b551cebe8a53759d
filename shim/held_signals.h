// SPDX-License-Identifier: Apache-2.0
//
// What would end this process from outside (SIGINT, SIGTERM, SIGHUP, SIGQUIT) waits while something
// is done whole. Programs that we start meanwhile are not held (child.h).
#pragma once

#include <signal.h>

namespace accel::shim {

class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();  // what came meanwhile takes effect now, unless an outer one still holds it
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  // Those signals, and SIGCHLD.
  static sigset_t Set();

  // One that waits already; 0 = none.
  static int Waiting();

  // For a process that has just been forked: nothing is held. Async-signal-safe.
  static void LetGo();

 private:
  sigset_t before_;
};

}  // namespace accel::shim
