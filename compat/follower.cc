// SPDX-License-Identifier: Apache-2.0
#include "compat/follower.h"

#include "compat/judge.h"
#include "compat/rank.h"

namespace accel::compat {

bool CoversTag(std::string_view row_tag, std::string_view tag) {
  if (row_tag == tag) return true;
  if (row_tag == "rocm") return tag.starts_with("rocm");
  const std::string major = CudaMajor(tag);
  return !major.empty() && row_tag == "cuda" + major;
}

const v1::BuildRow* OwnRow(const v1::Release& release, std::string_view tag,
                           std::string_view architecture) {
  for (const v1::BuildRow& row : release.builds()) {
    if (CoversTag(row.tag(), tag) && IsFor(row, architecture)) return &row;
  }
  return nullptr;
}

const v1::BuildRow* OwnRow(const v1::Package& package, const std::string& version,
                           const std::string& tag, const Question& q) {
  const v1::Release* release = q.catalog.FindRelease(package, version);
  return release == nullptr ? nullptr : OwnRow(*release, tag, ArchitectureOf(q.host));
}

bool IsBuiltFor(const v1::Release& release, std::string_view tag, std::string_view architecture) {
  return release.builds().empty() || OwnRow(release, tag, architecture) != nullptr;
}

v1::Verdict JudgeOwn(const v1::Package& follower, const std::string& version,
                     const std::string& tag, const Question& q) {
  v1::Build build;
  build.set_package(follower.name());
  build.set_version(version);
  build.set_tag(tag);
  if (const v1::BuildRow* row = OwnRow(follower, version, tag, q))
    *build.mutable_properties() = row->properties();
  return Judge(build, q.host, q.policy, q.catalog);
}

v1::Verdict JudgeMember(const v1::Package& package, const std::string& version,
                        const std::string& leader_version, const std::string& tag,
                        const Question& q, v1::Build* build) {
  const v1::Package& leader = q.catalog.LeaderOf(package);
  v1::Verdict verdict = JudgeTag(leader, leader_version, tag, q.host, q.policy, q.catalog, build);
  if (&leader == &package) return verdict;
  const v1::Verdict own = JudgeOwn(package, version, tag, q);
  if (own.outcome() == v1::Verdict::COMPATIBLE) return verdict;
  if (verdict.outcome() != v1::Verdict::INCOMPATIBLE) verdict.set_outcome(own.outcome());
  for (const v1::Reason& reason : own.reasons()) *verdict.add_reasons() = reason;
  return verdict;
}

}  // namespace accel::compat
