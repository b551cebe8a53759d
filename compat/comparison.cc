// SPDX-License-Identifier: Apache-2.0
#include "compat/comparison.h"

#include <map>
#include <string>
#include <tuple>

namespace accel::compat {
namespace {

using Key = std::tuple<std::string, std::string, std::string>;

Key KeyOf(const v1::JudgedBuild& build) { return {build.package(), build.version(), build.tag()}; }

v1::ListTagsResponse WithoutBuilds(v1::ListTagsResponse response) {
  response.clear_builds();
  return response;
}

void AddChange(const v1::JudgedBuild& before, const v1::JudgedBuild& after,
               v1::Comparison& comparison) {
  if (before.outcome() == after.outcome()) return;
  v1::ChangedBuild& changed = *comparison.add_builds();
  changed.set_package(after.package());
  changed.set_version(after.version());
  changed.set_tag(after.tag());
  changed.set_before(before.outcome());
  changed.set_after(after.outcome());
  const v1::JudgedBuild& other = after.outcome() == v1::Verdict::COMPATIBLE ? before : after;
  if (const v1::Reason* reason = DecisiveReason(other)) *changed.mutable_reason() = *reason;
}

}  // namespace

const v1::Reason* DecisiveReason(const v1::JudgedBuild& build) {
  if (build.outcome() != v1::Verdict::COMPATIBLE) {
    for (const v1::Reason& reason : build.reasons()) {
      if (reason.outcome() == build.outcome()) return &reason;
    }
  }
  if (build.reasons().empty()) return nullptr;
  return &build.reasons(build.degraded() ? build.reasons_size() - 1 : 0);
}

v1::Comparison Compare(const v1::ListTagsResponse& before, const v1::ListTagsResponse& after) {
  std::map<Key, const v1::JudgedBuild*> old;
  for (const v1::JudgedBuild& build : before.builds()) old[KeyOf(build)] = &build;
  v1::Comparison comparison;
  for (const v1::JudgedBuild& build : after.builds()) {
    const auto was = old.find(KeyOf(build));
    if (was != old.end()) AddChange(*was->second, build, comparison);
  }
  *comparison.mutable_before() = WithoutBuilds(before);
  *comparison.mutable_after() = WithoutBuilds(after);
  return comparison;
}

std::string InOneLine(const v1::Reason& reason) {
  return (reason.fact().empty() ? "" : reason.fact() + ": ") + reason.text();
}

}  // namespace accel::compat
