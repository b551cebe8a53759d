// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/tags.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "compat/ascii.h"
#include "shim/poetry/network.h"

namespace accel::shim::poetry {
namespace {

std::size_t CommonLength(const std::string& a, const std::string& b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first -
                                  a.begin());
}

std::set<std::string> KnownTags(const Session& session) {
  std::set<std::string> tags = {kOwnTag};
  for (const v1::Release& release : session.leader->releases()) {
    for (const v1::BuildRow& build : release.builds()) tags.insert(build.tag());
  }
  for (const auto& [tag, index] : OwnIndexes(session)) tags.insert(tag);
  return tags;
}

}  // namespace

std::vector<std::string> NearTags(const std::string& tag, const std::set<std::string>& known) {
  const std::string lower = compat::ToLower(tag);
  std::vector<std::string> near;
  std::size_t longest = 1;
  for (const std::string& other : known) {
    const std::size_t length = CommonLength(lower, compat::ToLower(other));
    if (length > longest) near.clear();
    longest = std::max(longest, length);
    if (length == longest) near.push_back(other);
  }
  return near;
}

absl::Status LacksTag(const Session& session, const std::string& tag, const std::string& remedy) {
  const std::string lacks = session.project.OverlayPath() + ": lacks the " + tag + " builds";
  const std::set<std::string> known = KnownTags(session);
  if (known.contains(tag)) return compat::FailedPrecondition(lacks + "; run " + remedy);
  const std::vector<std::string> near = NearTags(tag, known);
  return compat::FailedPrecondition(lacks + ", and the catalogue knows no such tag; " +
                                    (near.empty() ? "there are " + absl::StrJoin(known, ", ")
                                                  : "near ones: " + absl::StrJoin(near, ", ")));
}

}  // namespace accel::shim::poetry
