// SPDX-License-Identifier: Apache-2.0
#include "daemon/refresh.h"

#include <utility>

#include "catalog/folders.h"
#include "probes/probe_host.h"

namespace accel::daemon {
namespace {

constexpr std::chrono::seconds kLookEvery{2};

}  // namespace

Refresher::Refresher(const probes::Sysroot& sysroot, std::vector<std::string> catalog_folders,
                     CurrentSnapshot& current)
    : sysroot_(sysroot), catalog_folders_(std::move(catalog_folders)), current_(current) {}

Refresher::~Refresher() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  stop_signal_.notify_all();
  if (thread_.joinable()) thread_.join();
}

absl::Status Refresher::ReloadCatalog() {
  ACCEL_ASSIGN_OR_RETURN(compat::Catalog catalog, catalog::ReadCatalog(catalog_folders_));
  const std::scoped_lock lock(mutex_);
  catalog_ = std::make_shared<const compat::Catalog>(std::move(catalog));
  RefreshLocked();
  return absl::OkStatus();
}

absl::StatusOr<SnapshotPtr> Refresher::Refresh() {
  const std::scoped_lock lock(mutex_);
  if (catalog_ == nullptr) return compat::FailedPrecondition("no catalogue was read yet");
  return RefreshLocked();
}

// The fingerprint is taken before the facts: a change in between is seen at the next look.
SnapshotPtr Refresher::RefreshLocked() {
  fingerprint_ = probes::Fingerprint(sysroot_);
  const Clock::time_point now = Clock::now();
  return current_.Publish(probes::ProbeHost(sysroot_, *catalog_), catalog_, now);
}

void Refresher::StartWatching() {
  thread_ = std::thread([this] { Watch(); });
}

void Refresher::Watch() {
  std::unique_lock lock(mutex_);
  while (!stop_signal_.wait_for(lock, kLookEvery, [this] { return stopping_; })) {
    if (probes::Fingerprint(sysroot_) != fingerprint_) RefreshLocked();
  }
}

}  // namespace accel::daemon
