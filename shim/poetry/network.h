// SPDX-License-Identifier: Apache-2.0
//
// The family's index as a session's machine sees it: its mirrors, its cache, its credentials. Asked
// when something is asked of it.
#pragma once

#include <optional>

#include "shim/family_index.h"
#include "shim/index/curl_fetcher.h"
#include "shim/index/page_cache.h"
#include "shim/poetry/session.h"

namespace accel::shim::poetry {

class Network {
 public:
  // `tags` as FamilyIndex. The session outlives it.
  Network(const Session& session, std::optional<compat::TagSet> tags);
  FamilyIndex& index() { return index_; }

 private:
  index::CurlFetcher curl_;
  index::CachedFetcher cached_;
  FamilyIndex index_;
};

// What the session's interpreter can install.
absl::StatusOr<compat::TagSet> WheelTags(const Session& session);

// The indexes that [tool.accel.packages] names for tags of the session's family.
IndexByTag OwnIndexes(const Session& session);

}  // namespace accel::shim::poetry
