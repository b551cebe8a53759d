// SPDX-License-Identifier: Apache-2.0
//
// What the gate answers: for a name of a package family the builds that may be installed here and
// nothing else, for a name that builds bring from their own index that index's page, for every
// other name the user's own index. Promises that no other index is ever asked for a bound name.
// Never chooses a version: pip's resolver does, among builds that run.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compat/choose.h"
#include "compat/version.h"
#include "shim/family_index.h"
#include "shim/gate/gate.h"

namespace accel::shim {

// The build of a leader that is settled before pip starts.
struct Settled {
  std::string version, tag;
};

class BoundPages : public gate::Answers {
 public:
  // `upstreams` are the user's indexes, 0 = index-url. The references outlive this object.
  BoundPages(FamilyIndex& index, const compat::Question& question,
             std::vector<std::string> upstreams);

  // From now on followers of `leader` are offered in this tag alone, and the leader's version in
  // it.
  void Settle(const std::string& leader, Settled build) { settled_[leader] = std::move(build); }

  // From now on no version of `package` newer than `version` is offered: what was chosen for a
  // family fits together, and pip's resolver, starting at the newest, may miss it on its way down.
  void Limit(const std::string& package, compat::Version version) {
    limits_.insert_or_assign(package, std::move(version));
  }

  gate::Answer AnswerPage(int index, const std::string& name) override;

 private:
  using Tags =
      std::map<std::string, std::vector<std::string>>;  // version -> installable tags, best first

  gate::Answer AnswerMember(const v1::Package& package);
  absl::StatusOr<std::vector<index::File>> LeaderFiles(const v1::Package& leader);
  absl::StatusOr<std::vector<index::File>> FollowerFiles(const v1::Package& follower,
                                                         const v1::Package& leader);
  absl::StatusOr<Tags> InstallableOf(const v1::Package& leader);
  std::string TagFor(const v1::Offer& offer, const v1::Package& leader,
                     const Tags& installable) const;
  bool IsOverLimit(const v1::Package& package, const std::string& version) const;
  gate::Answer Upstream(int index, const std::string& name) const;

  FamilyIndex& index_;
  const compat::Question& question_;
  std::vector<std::string> upstreams_;
  std::map<std::string, Settled> settled_;
  std::map<std::string, compat::Version> limits_;
};

}  // namespace accel::shim
