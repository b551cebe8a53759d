// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/network.h"

#include "shim/pip/network.h"

namespace accel::shim::poetry {

Network::Network(const Session& session, std::optional<compat::TagSet> tags)
    : curl_(pip::FetchOptions({}, {}, session.environment)),
      cached_(curl_, pip::PageCacheOptions(session.line, session.environment)),
      index_(cached_, session.config.mirrors, std::move(tags), OwnIndexes(session)) {}

absl::StatusOr<compat::TagSet> WheelTags(const Session& session) {
  ACCEL_ASSIGN_OR_RETURN(std::vector<compat::Tag> supported,
                         compat::SupportedTags(session.interpreter));
  return compat::TagSet(std::move(supported));
}

IndexByTag OwnIndexes(const Session& session) {
  const auto own = session.own.find(session.leader->name());
  return own == session.own.end() ? IndexByTag() : own->second.index;
}

}  // namespace accel::shim::poetry
