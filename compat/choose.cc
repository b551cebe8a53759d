// SPDX-License-Identifier: Apache-2.0
#include "compat/choose.h"

#include <algorithm>

#include "compat/follower.h"
#include "compat/installation.h"
#include "compat/judge.h"
#include "compat/rank.h"
#include "compat/refuse.h"
#include "compat/version.h"

namespace accel::compat {
namespace {

std::vector<std::string> TagsOf(const OfferedVersion& offered) {
  std::vector<std::string> tags;
  for (const auto& [tag, offer] : offered.tags) tags.push_back(tag);
  return tags;
}

std::vector<std::string> Ranked(const OfferedVersion& offered, const Question& q) {
  std::vector<std::string> tags = RankTags(TagsOf(offered), q.host, q.catalog);
  std::stable_partition(tags.begin(), tags.end(), [&](const std::string& tag) {
    return !q.cuda_major.empty() && CudaMajor(tag) == q.cuda_major;
  });
  return tags;
}

// Tags of one version that may be installed here, best first.
std::vector<std::string> InstallableOf(const v1::Package& leader, const OfferedVersion& offered,
                                       bool gpu, const Question& q) {
  std::vector<std::string> tags;
  const bool has_cpu = offered.tags.contains("cpu");
  if (!gpu) return has_cpu ? std::vector<std::string>{"cpu"} : tags;
  for (const std::string& tag : Ranked(offered, q)) {
    if (!IsGpuTag(tag)) continue;
    if (TagRuns(leader, offered.version, tag, q.host, q.policy, q.catalog)) tags.push_back(tag);
  }
  if (tags.empty() && q.accept_cpu && has_cpu) tags.push_back("cpu");
  return tags;
}

// Does this offer of a follower go with that version of the leader? Without Requires-Dist nothing
// speaks against it.
bool GoesWith(const v1::Offer& offer, const std::string& leader_version) {
  if (offer.leader_requires().empty()) return true;
  const absl::StatusOr<SpecifierSet> needed = ParseSpecifierSet(offer.leader_requires());
  const absl::StatusOr<Version> version = ParseVersion(leader_version);
  return !needed.ok() || !version.ok() || Contains(*needed, *version, Prereleases::kAllow);
}

v1::Choice MakeChoice(const v1::Package& package, const std::string& version,
                      const std::string& tag, const std::string& leader_version,
                      const Question& q) {
  v1::Choice choice;
  choice.set_package(package.name());
  choice.set_version(version);
  choice.set_tag(tag);
  for (std::string& word : InstallWords(package, choice, leader_version, q))
    choice.add_install(std::move(word));
  return choice;
}

// Whether what a follower needs besides is asked of this machine.
enum class Machine { kThis, kAny };

std::optional<v1::Choice> ChooseFollower(const Wish& wish, const std::string& leader_version,
                                         const std::string& tag, const FamilyWish& family,
                                         const Question& q, Machine machine) {
  for (const OfferedVersion& offered :
       GroupOffers(family.offers, wish.package, wish.specifiers, q.python)) {
    const auto offer = offered.tags.find(tag);
    if (offer == offered.tags.end() || !GoesWith(*offer->second, leader_version)) continue;
    const v1::Package& follower = *q.catalog.FindPackage(wish.package);
    if (machine == Machine::kThis &&
        JudgeOwn(follower, offered.version, tag, q).outcome() != v1::Verdict::COMPATIBLE)
      continue;
    return MakeChoice(follower, offered.version, tag, leader_version, q);
  }
  return std::nullopt;
}

// The whole family at one version and tag of the leader, or nothing.
std::vector<v1::Choice> ChooseAt(const std::string& version, const std::string& tag,
                                 const FamilyWish& family, const Question& q,
                                 Machine machine = Machine::kThis) {
  std::vector<v1::Choice> choices;
  for (const Wish& wish : family.wishes) {
    if (wish.package == family.leader->name()) {
      choices.push_back(MakeChoice(*family.leader, version, tag, version, q));
      continue;
    }
    std::optional<v1::Choice> choice = ChooseFollower(wish, version, tag, family, q, machine);
    if (!choice) return {};
    choices.push_back(std::move(*choice));
  }
  return choices;
}

SpecifierSet LeaderSpecifiers(const FamilyWish& family) {
  SpecifierSet all;
  for (const Wish& wish : family.wishes) {
    if (wish.package != family.leader->name()) continue;
    all.specifiers.insert(all.specifiers.end(), wish.specifiers.specifiers.begin(),
                          wish.specifiers.specifiers.end());
  }
  return all;
}

std::vector<v1::Choice> ChooseBest(const FamilyWish& family, bool gpu, const Question& q) {
  const v1::Package& leader = *family.leader;
  for (const OfferedVersion& offered :
       GroupOffers(family.offers, leader.name(), LeaderSpecifiers(family), q.python)) {
    for (const std::string& tag : InstallableOf(leader, offered, gpu, q)) {
      std::vector<v1::Choice> choices = ChooseAt(offered.version, tag, family, q);
      if (!choices.empty()) return choices;
    }
  }
  return {};
}

// torch==2.9.1+cpu
bool AsksForCpu(const FamilyWish& family) {
  return std::any_of(family.wishes.begin(), family.wishes.end(), [](const Wish& wish) {
    return std::any_of(
        wish.specifiers.specifiers.begin(), wish.specifiers.specifiers.end(),
        [](const Specifier& s) {
          return (s.op == Specifier::Operator::kEqual || s.op == Specifier::Operator::kArbitrary) &&
                 s.text.ends_with("+cpu");
        });
  });
}

}  // namespace

bool GoTogether(const FamilyWish& family, const Question& q) {
  Question any = q;
  any.python.clear();
  for (const OfferedVersion& offered :
       GroupOffers(family.offers, family.leader->name(), LeaderSpecifiers(family), "")) {
    for (const std::string& tag : TagsOf(offered)) {
      if (!ChooseAt(offered.version, tag, family, any, Machine::kAny).empty()) return true;
    }
  }
  return false;
}

FamilyAnswer ChooseFamily(const FamilyWish& family, const Question& question) {
  Question q = SetAsideUnserved(*family.leader, question);
  q.accept_cpu = q.accept_cpu || AsksForCpu(family);
  const GpuSituation gpus = AssessGpus(*family.leader, q);
  FamilyAnswer answer;
  answer.notes = gpus.notes;
  const bool blocked = !gpus.usable && gpus.undecided && !q.accept_cpu;
  if (!blocked) answer.choice = ChooseBest(family, gpus.usable, q);
  if (answer.choice.empty()) answer.refusal = Refuse(family, gpus, q);
  return answer;
}

std::vector<v1::Choice> ChooseRunning(const FamilyWish& family, const Question& question) {
  Question q = SetAsideUnserved(*family.leader, question);
  q.accept_cpu = false;
  return ChooseBest(family, true, q);
}

std::map<std::string, std::vector<std::string>> InstallableTags(
    const v1::Package& leader, const std::vector<v1::Offer>& offers, const Question& question) {
  const Question q = SetAsideUnserved(leader, question);
  const GpuSituation gpus = AssessGpus(leader, q);
  std::map<std::string, std::vector<std::string>> installable;
  if (!gpus.usable && gpus.undecided && !q.accept_cpu) return installable;
  for (const OfferedVersion& offered :
       GroupOffers(offers, leader.name(), SpecifierSet{}, q.python)) {
    std::vector<std::string> tags = InstallableOf(leader, offered, gpus.usable, q);
    if (!tags.empty()) installable.emplace(offered.version, std::move(tags));
  }
  return installable;
}

}  // namespace accel::compat
