// SPDX-License-Identifier: Apache-2.0
//
// Keeps SIGPIPE away from the calling thread while a library writes to sockets that the other side
// may have closed. Never changes the process's handlers: only this thread's mask, and only for its
// own lifetime.
#pragma once

#include <signal.h>

namespace accel::shim::index {

class SigpipeGuard {
 public:
  SigpipeGuard();
  ~SigpipeGuard();  // a SIGPIPE that came meanwhile is thrown away
  SigpipeGuard(const SigpipeGuard&) = delete;
  SigpipeGuard& operator=(const SigpipeGuard&) = delete;

 private:
  sigset_t before_;
  bool was_pending_;
};

}  // namespace accel::shim::index
