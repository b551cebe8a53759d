// SPDX-License-Identifier: Apache-2.0
//
// The open WatchHost streams. Each gets the newest snapshot at once and after every change.
// Promises that a slow client costs one pending snapshot and nothing more: it skips to the newest
// when it reads again. Never polls, and never makes the publisher wait for a client.
#pragma once

#include <grpcpp/grpcpp.h>

#include <mutex>
#include <set>

#include "accel/v1/compatibility.pb.h"
#include "daemon/snapshot.h"

namespace accel::daemon {

// Why a question cannot be answered before the first snapshot.
inline constexpr char kNoSnapshotYet[] =
    "acceld has not read the facts of this machine yet; ask again in a moment";

class WatchStream;

// The set of open streams. Outlives the server that serves them.
class Watchers {
 public:
  // A new stream that starts with the snapshot that `current` holds now and misses none after it.
  // gRPC owns it from here on. It ends at once with UNAVAILABLE while there is no snapshot, and
  // after CloseAll.
  grpc::ServerWriteReactor<v1::WatchHostResponse>* Open(const CurrentSnapshot& current);
  // Hands `snapshot` to every stream.
  void Send(const SnapshotPtr& snapshot);
  // Ends every stream with UNAVAILABLE: the daemon stops.
  void CloseAll();
  std::size_t size() const;

 private:
  friend class WatchStream;
  void Remove(WatchStream* stream);

  mutable std::mutex mutex_;
  std::set<WatchStream*> streams_;  // guarded by mutex_
  bool closed_ = false;             // guarded by mutex_
};

}  // namespace accel::daemon
