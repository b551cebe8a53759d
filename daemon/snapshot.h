// SPDX-License-Identifier: Apache-2.0
//
// What the daemon knows at one moment, and the one place where that moment is replaced by the next.
// Promises that a snapshot never changes once published, that a reader never waits for a probe, and
// that the generation grows by one exactly when a fact changed. Never reads a fact or a clock
// itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"

namespace accel::daemon {

using Clock = std::chrono::steady_clock;

// One moment. The catalogue belongs to it, because it decides how hardware is called.
struct Snapshot {
  v1::Host host;
  std::shared_ptr<const compat::Catalog> catalog;
  std::uint64_t generation = 0;
  Clock::time_point read_at;  // when the facts were read, changed or not
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

// The facts that count as a change when they differ: all of them, compared by their bytes in
// deterministic form.
bool SameFacts(const v1::Host& a, const v1::Host& b);

// Holds the newest snapshot. Any thread may read; publishing is for one thread at a time.
class CurrentSnapshot {
 public:
  // nullptr until the first Publish.
  SnapshotPtr Get() const;

  // Replaces the snapshot. The generation stays when the facts are the same; the time and the
  // catalogue are taken anyway. Returns the new snapshot, after `on_change` was told when the
  // generation grew.
  SnapshotPtr Publish(v1::Host host, std::shared_ptr<const compat::Catalog> catalog,
                      Clock::time_point read_at);

  // Whom Publish tells about a grown generation. Set before the first Publish.
  void OnChange(std::function<void(const SnapshotPtr&)> on_change);

 private:
  mutable std::mutex mutex_;
  SnapshotPtr current_;  // guarded by mutex_
  std::function<void(const SnapshotPtr&)> on_change_;
};

}  // namespace accel::daemon
