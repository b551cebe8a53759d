// SPDX-License-Identifier: Apache-2.0
//
// Keeps the snapshot true: reads facts and catalogue, publishes them, and looks every two seconds
// whether the fingerprint of the machine still is the one that was read. Promises one reading at a
// time, and that a catalogue that cannot be read leaves the old one in place.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "daemon/snapshot.h"
#include "probes/host.h"

namespace accel::daemon {

class Refresher {
 public:
  // The references outlive this object. `catalog_folders`: see catalog/folders.h.
  Refresher(const probes::Sysroot& sysroot, std::vector<std::string> catalog_folders,
            CurrentSnapshot& current);
  ~Refresher();  // stops the thread
  Refresher(const Refresher&) = delete;
  Refresher& operator=(const Refresher&) = delete;

  // Reads the catalogue folders again and publishes with the new catalogue.
  absl::Status ReloadCatalog();
  // Reads all facts again and publishes. FAILED_PRECONDITION before the first ReloadCatalog.
  absl::StatusOr<SnapshotPtr> Refresh();
  // From now on, refreshes whenever the fingerprint changes.
  void StartWatching();

 private:
  void Watch();
  SnapshotPtr RefreshLocked();

  const probes::Sysroot& sysroot_;
  const std::vector<std::string> catalog_folders_;
  CurrentSnapshot& current_;
  std::mutex mutex_;
  std::shared_ptr<const compat::Catalog> catalog_;  // guarded by mutex_
  std::string fingerprint_;                         // guarded by mutex_
  std::condition_variable stop_signal_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace accel::daemon
