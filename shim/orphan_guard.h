// SPDX-License-Identifier: Apache-2.0
//
// What becomes of an installer whose shim is killed (SIGKILL, out of memory). A second process
// waits for that: an installer that has not written to the environment yet is ended at once, with
// all that it has started, for
// the gate is gone; one that has begun is let finish. Promises that the environment is as it was or
// as it should be. Never outlives the shim where nothing went wrong.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "compat/status.h"

namespace accel::shim {

class OrphanGuard {
 public:
  // `folders` are where the installer writes. Forks: call it while there is one thread.
  // RESOURCE_EXHAUSTED when there can be no process more.
  static absl::StatusOr<OrphanGuard> Start(const std::vector<std::string>& folders);
  ~OrphanGuard();  // all went well
  OrphanGuard(OrphanGuard&& other) noexcept;
  OrphanGuard& operator=(OrphanGuard&&) = delete;

  // A socket that takes the installer's process id (a pid_t), sent by the installer itself before
  // it begins: at no moment is there an installer that the guard does not know. Closed on exec.
  int channel() const { return channel_; }

 private:
  OrphanGuard(int channel, pid_t guard) : channel_(channel), guard_(guard) {}
  int channel_;
  pid_t guard_;
};

}  // namespace accel::shim
