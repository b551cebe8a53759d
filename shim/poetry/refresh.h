// SPDX-License-Identifier: Apache-2.0
//
// The overlay of a project on the disk: read, judged by the lock that lies beside it, made anew.
#pragma once

#include <set>
#include <string>

#include "shim/overlay/accel_lock.h"
#include "shim/poetry/overlay_builder.h"
#include "shim/poetry/session.h"

namespace accel::shim::poetry {

// The overlay that lies there, for the lock as it is or as it was; one without variants when there
// is none.
absl::StatusOr<overlay::AccelLock> OldOverlay(const Project& project);
// The overlay, which must not be stale: FAILED_PRECONDITION says so.
absl::StatusOr<overlay::AccelLock> FreshOverlay(const Session& session);

// What has changed since it was made; empty for a fresh one.
std::string WhyStale(const overlay::AccelLock& lock, const Session& session);

// The tags that an overlay names which cannot be read (a merge that was not finished).
std::set<std::string> TagsInBroken(const Project& project);

// "cpu, cu126", in the file's order.
std::string TagsOf(const overlay::AccelLock& lock);

// FAILED_PRECONDITION when a wheel of the project's own is not the one that was locked.
absl::Status CheckOwnWheels(const Project& project, const overlay::AccelLock& lock);

// Writes the overlay with variants of `tags`; one that was made for another lock is made anew with
// all its tags, but for those that the index has no more, which is said; and so is every one where
// `renewal` says all. A dry run writes nothing.
struct Renewal {
  bool all = false;
  MissingHashes missing = MissingHashes::kRefuse;
  bool dry_run = false;
  bool plain = true;  // false: for a machine that takes no plain variant
};
absl::StatusOr<overlay::AccelLock> Refresh(const Session& session, const Shadow& shadow,
                                           const overlay::AccelLock& old,
                                           std::set<std::string> tags, const Renewal& renewal = {});

}  // namespace accel::shim::poetry
