// SPDX-License-Identifier: Apache-2.0
#include "daemon/snapshot.h"

#include <string>
#include <utility>

namespace accel::daemon {

bool SameFacts(const v1::Host& a, const v1::Host& b) {
  // No message of Host has a map field, hence serialisation within one process is deterministic.
  return a.SerializeAsString() == b.SerializeAsString();
}

SnapshotPtr CurrentSnapshot::Get() const {
  const std::scoped_lock lock(mutex_);
  return current_;
}

SnapshotPtr CurrentSnapshot::Publish(v1::Host host, std::shared_ptr<const compat::Catalog> catalog,
                                     Clock::time_point read_at) {
  const SnapshotPtr old = Get();
  const bool changed = old == nullptr || !SameFacts(old->host, host);
  auto next = std::make_shared<Snapshot>();
  next->host = std::move(host);
  next->catalog = std::move(catalog);
  next->generation = (old == nullptr ? 0 : old->generation) + (changed ? 1 : 0);
  next->read_at = read_at;
  {
    const std::scoped_lock lock(mutex_);
    current_ = next;
  }
  if (changed && on_change_) on_change_(next);
  return next;
}

void CurrentSnapshot::OnChange(std::function<void(const SnapshotPtr&)> on_change) {
  on_change_ = std::move(on_change);
}

}  // namespace accel::daemon
