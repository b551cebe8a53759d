// SPDX-License-Identifier: Apache-2.0
//
// Unix sockets of our own: bound or handed over by systemd, accepted here, given to gRPC one
// connection at a time. Own accept loop, because gRPC neither sets a mode, nor takes descriptors,
// nor leaves a foreign socket alone. Promises that the peer's credentials are read at accept,
// before a byte of it is.
#pragma once

#include <grpcpp/grpcpp.h>

#include <string>
#include <thread>
#include <vector>

#include "compat/status.h"
#include "daemon/unique_fd.h"

namespace accel::daemon {

struct SocketPlan {
  std::string path;   // at most 107 bytes
  unsigned mode = 0;  // 0666: everybody may connect
  std::string group;  // owner group if the machine has it; empty = as it is
};

// Listens at `plan.path`. A socket that is there already is replaced: the caller holds the lock of
// the folder.
absl::StatusOr<UniqueFd> BindSocket(const SocketPlan& plan);

// Sockets that systemd handed over (LISTEN_FDS), by FileDescriptorName; not valid when there is
// none of that name.
UniqueFd InheritedSocket(const std::string& name);

// One accept loop for any number of sockets, on a thread of its own until destroyed.
class Listener {
 public:
  struct Entry {
    UniqueFd socket;
    grpc::Server* server;  // outlives the listener
  };
  static absl::StatusOr<std::unique_ptr<Listener>> Start(std::vector<Entry> entries);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

 private:
  Listener(std::vector<Entry> entries, UniqueFd stop);
  void Loop();

  std::vector<Entry> entries_;
  UniqueFd stop_;  // an eventfd
  std::thread thread_;
};

}  // namespace accel::daemon
