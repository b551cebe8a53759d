// SPDX-License-Identifier: Apache-2.0
#include "shim/bound_pages.h"

#include <algorithm>
#include <set>

#include "compat/refuse.h"
#include "shim/index/url.h"

namespace accel::shim {
namespace {

gate::Answer ToAnswer(absl::StatusOr<std::vector<index::File>> files) {
  if (files.ok()) return gate::Files{*std::move(files)};
  return gate::Failure{std::string(compat::Message(files.status()))};
}

// Only the wheels whose (version, tag) is in `wanted`.
std::vector<index::File> Pick(std::vector<Listed> listed,
                              const std::set<std::pair<std::string, std::string>>& wanted) {
  std::vector<index::File> files;
  for (Listed& wheel : listed) {
    if (wanted.contains({wheel.version, wheel.tag})) files.push_back(std::move(wheel.file));
  }
  return files;
}

}  // namespace

BoundPages::BoundPages(FamilyIndex& index, const compat::Question& question,
                       std::vector<std::string> upstreams)
    : index_(index), question_(question), upstreams_(std::move(upstreams)) {}

gate::Answer BoundPages::Upstream(int index, const std::string& name) const {
  if (index < 0 || static_cast<std::size_t>(index) >= upstreams_.size()) return gate::NotFound{};
  return gate::Redirect{index::ProjectPageUrl(upstreams_[static_cast<std::size_t>(index)], name),
                        gate::Credentials::kDrop};
}

gate::Answer BoundPages::AnswerPage(int index, const std::string& name) {
  const v1::Package* member = question_.catalog.FindServed(name);
  const v1::Package* binder = question_.catalog.FindBinder(name);
  if (member == nullptr && binder == nullptr) return Upstream(index, name);
  if (index != 0) return gate::NotFound{};
  return member != nullptr ? AnswerMember(*member) : ToAnswer(index_.AllFiles(name, *binder));
}

gate::Answer BoundPages::AnswerMember(const v1::Package& package) {
  const v1::Package& leader = question_.catalog.LeaderOf(package);
  if (&leader == &package) return ToAnswer(LeaderFiles(leader));
  absl::StatusOr<std::vector<index::File>> files = FollowerFiles(package, leader);
  // A follower that its family's index does not have, and that the catalogue does not bind, is
  // published as one plain wheel elsewhere (torchtext).
  const bool elsewhere = question_.catalog.FindBinder(package.name()) == nullptr;
  if (elsewhere && absl::IsNotFound(files.status())) return Upstream(0, package.name());
  return ToAnswer(std::move(files));
}

absl::StatusOr<BoundPages::Tags> BoundPages::InstallableOf(const v1::Package& leader) {
  ACCEL_ASSIGN_OR_RETURN(const std::vector<v1::Offer> offers, index_.Offers(leader, leader));
  Tags installable = compat::InstallableTags(leader, offers, question_);
  if (installable.empty()) {
    const compat::FamilyAnswer answer =
        compat::ChooseFamily({&leader, {{leader.name(), {}}}, offers}, question_);
    return compat::FailedPrecondition(
        answer.refusal ? answer.refusal->message() : "no build of " + leader.name() + " runs here");
  }
  if (const auto settled = settled_.find(leader.name()); settled != settled_.end()) {
    installable[settled->second.version] = {settled->second.tag};
  }
  return installable;
}

bool BoundPages::IsOverLimit(const v1::Package& package, const std::string& version) const {
  const auto limit = limits_.find(package.name());
  if (limit == limits_.end()) return false;
  const absl::StatusOr<compat::Version> parsed = compat::ParseVersion(version);
  return parsed.ok() && *parsed > limit->second;
}

absl::StatusOr<std::vector<index::File>> BoundPages::LeaderFiles(const v1::Package& leader) {
  ACCEL_ASSIGN_OR_RETURN(const Tags installable, InstallableOf(leader));
  ACCEL_ASSIGN_OR_RETURN(std::vector<Listed> listed, index_.List(leader.name(), leader));
  std::set<std::pair<std::string, std::string>> wanted;
  for (const auto& [version, tags] : installable) {
    if (!IsOverLimit(leader, version)) wanted.emplace(version, tags.front());
  }
  return Pick(std::move(listed), wanted);
}

// The tag of the newest leader that the follower's Requires-Dist admits and that runs here; empty
// when none does.
std::string BoundPages::TagFor(const v1::Offer& offer, const v1::Package& leader,
                               const Tags& installable) const {
  if (const auto settled = settled_.find(leader.name()); settled != settled_.end())
    return settled->second.tag;
  const absl::StatusOr<compat::SpecifierSet> needed =
      compat::ParseSpecifierSet(offer.leader_requires());
  std::optional<compat::Version> newest;
  std::string tag;
  for (const auto& [text, tags] : installable) {
    const absl::StatusOr<compat::Version> version = compat::ParseVersion(text);
    if (!version.ok() || (newest && *version <= *newest)) continue;
    if (needed.ok() && !compat::Contains(*needed, *version, compat::Prereleases::kAllow)) continue;
    newest = *version;
    tag = tags.front();
  }
  return tag;
}

absl::StatusOr<std::vector<index::File>> BoundPages::FollowerFiles(const v1::Package& follower,
                                                                   const v1::Package& leader) {
  ACCEL_ASSIGN_OR_RETURN(std::vector<Listed> listed, index_.List(follower.name(), leader));
  if (follower.selection() == v1::SAME_VERSION) {
    std::vector<index::File> files;
    for (Listed& wheel : listed) files.push_back(std::move(wheel.file));
    return files;
  }
  ACCEL_ASSIGN_OR_RETURN(const Tags installable, InstallableOf(leader));
  ACCEL_ASSIGN_OR_RETURN(const std::vector<v1::Offer> offers, index_.Offers(follower, leader));
  std::set<std::pair<std::string, std::string>> wanted;
  for (const v1::Offer& offer : offers) {
    if (!IsOverLimit(follower, offer.version()) &&
        offer.tag() == TagFor(offer, leader, installable))
      wanted.emplace(offer.version(), offer.tag());
  }
  return Pick(std::move(listed), wanted);
}

}  // namespace accel::shim
