// SPDX-License-Identifier: Apache-2.0
#include "compat/listing.h"

#include <algorithm>

#include "compat/follower.h"
#include "compat/rank.h"

namespace accel::compat {
namespace {

std::string NewestLeader(const v1::Package& leader, const std::string& specifiers,
                         const Question& q) {
  const absl::StatusOr<SpecifierSet> wanted = ParseSpecifierSet(specifiers);
  const std::vector<v1::Offer> offers = CatalogOffers(leader, q);
  const std::vector<OfferedVersion> versions =
      GroupOffers(offers, leader.name(), wanted.ok() ? *wanted : SpecifierSet{}, "");
  return versions.empty() ? "" : versions.front().version;
}

v1::JudgedBuild JudgeOffer(const Wish& wish, const OfferedVersion& offered, const std::string& tag,
                           const FamilyWish& family, const Question& q) {
  const v1::Package& leader = *family.leader;
  std::string leader_version = offered.version;
  if (wish.package != leader.name()) {
    const std::string& needed = offered.tags.at(tag)->leader_requires();
    leader_version = NewestLeader(leader, needed, q);
  }
  v1::Verdict verdict =
      JudgeMember(*q.catalog.FindPackage(wish.package), offered.version, leader_version, tag, q);
  v1::JudgedBuild build;
  build.set_package(wish.package);
  build.set_version(offered.version);
  build.set_tag(tag);
  build.set_outcome(verdict.outcome());
  build.mutable_reasons()->Swap(verdict.mutable_reasons());
  build.set_degraded(verdict.degraded());
  build.set_assumed(verdict.assumed());
  return build;
}

}  // namespace

std::vector<v1::JudgedBuild> ListBuilds(const FamilyWish& family, const Question& question) {
  const Question q = SetAsideUnserved(*family.leader, question);
  std::vector<v1::JudgedBuild> builds;
  for (const Wish& wish : family.wishes) {
    for (const OfferedVersion& offered :
         GroupOffers(family.offers, wish.package, wish.specifiers, q.python)) {
      std::vector<std::string> tags;
      for (const auto& [tag, offer] : offered.tags) tags.push_back(tag);
      for (const std::string& tag : RankTags(std::move(tags), q.host, q.catalog)) {
        builds.push_back(JudgeOffer(wish, offered, tag, family, q));
      }
    }
  }
  // What runs on the GPU, then what runs without one, then what does not run.
  const auto place = [](const v1::JudgedBuild& build) {
    if (build.outcome() != v1::Verdict::COMPATIBLE) return 2;
    return IsGpuTag(build.tag()) ? 0 : 1;
  };
  std::stable_sort(builds.begin(), builds.end(),
                   [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return builds;
}

std::string LeaderVersionOf(const v1::Package& package, const std::string& version,
                            const Question& question) {
  if (package.follows().empty()) return version;
  const v1::Release* release = question.catalog.FindRelease(package, version);
  return NewestLeader(question.catalog.LeaderOf(package),
                      release == nullptr ? "" : release->leader_requires(), question);
}

}  // namespace accel::compat
