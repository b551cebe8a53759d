// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/decision.h"

#include <algorithm>
#include <set>

namespace accel::shim::pip {
namespace {

bool Replaces(const Arguments& arguments) {
  return arguments.verb != "install" || Has(arguments, "upgrade") ||
         Has(arguments, "force-reinstall") || Has(arguments, "ignore-installed") ||
         Has(arguments, "target") || Has(arguments, "root") || Has(arguments, "prefix");
}

bool IsSatisfied(const compat::Wish& wish, const Installed& installed, const compat::Question& q) {
  const auto member = installed.find(wish.package);
  if (member == installed.end()) return false;
  return compat::Contains(wish.specifiers, member->second, compat::Prereleases::kAllow) &&
         IsRightBuild(*q.catalog.FindServed(wish.package), member->second, installed, q);
}

// Decides one family; holds what the steps share.
class FamilyDecision {
 public:
  FamilyDecision(const v1::Package& leader, const PipRequest& request, const Installed& installed,
                 const compat::Question& question, FamilyIndex& index)
      : leader_(leader),
        request_(request),
        installed_(installed),
        question_(question),
        index_(index) {
    for (const compat::Wish& wish : request.wishes) {
      const v1::Package& package = *question.catalog.FindServed(wish.package);
      // The compilers of a family follow their leader by exact pins of its own.
      if (&question.catalog.LeaderOf(package) == &leader && package.selection() != v1::SAME_VERSION)
        wishes_.push_back(wish);
    }
    wrong_ = WrongHere();
    // A wrong leader is replaced together with whatever of its family is named.
    const bool leader_named = std::any_of(
        wishes_.begin(), wishes_.end(), [&](const auto& w) { return w.package == leader.name(); });
    if (!wishes_.empty() && !leader_named && !wrong_.empty() && wrong_.front() == leader.name()) {
      wishes_.insert(wishes_.begin(), compat::Wish{leader.name(), {}});
    }
  }

  absl::Status Run(Decision& decision) {
    const bool replaces = Replaces(request_.arguments);
    const bool satisfied =
        !replaces && std::all_of(wishes_.begin(), wishes_.end(), [&](const auto& wish) {
          return IsSatisfied(wish, installed_, question_);
        });
    if (!wishes_.empty() && !(satisfied && wrong_.empty()))
      ACCEL_RETURN_IF_ERROR(ChooseNamed(decision));
    if (decision.refusal || wrong_.empty()) return absl::OkStatus();
    if (!wishes_.empty()) return PinWrong(decision);
    // Nothing of the family is named: its index is no reason to stop.
    Decision with_pins = decision;
    const absl::Status pinned = PinWrong(with_pins);
    if (pinned.ok()) {
      decision = std::move(with_pins);
    } else {
      decision.notes.push_back(
          wrong_.front() + " is not the build for this machine, and what is cannot be told now: " +
          std::string(compat::Message(pinned)));
    }
    return absl::OkStatus();
  }

 private:
  // Wrong members that this call may replace: none where the environment is not installed into, or
  // where the user brings a leader of their own; with --no-deps only what is named.
  std::vector<std::string> WrongHere() const {
    const bool elsewhere =
        request_.arguments.verb != "install" || Has(request_.arguments, "target");
    if (elsewhere || request_.direct.contains(leader_.name())) return {};
    std::vector<std::string> wrong = WrongMembers(leader_, installed_, question_);
    std::erase_if(wrong, [&](const std::string& name) {
      const bool named = std::any_of(wishes_.begin(), wishes_.end(),
                                     [&](const auto& wish) { return wish.package == name; });
      return request_.direct.contains(name) || (Has(request_.arguments, "no-deps") && !named);
    });
    return wrong;
  }

  // Whether a member may stay at its version beside the leader that this run installs.
  bool GoesWithLeader(const std::string& name, const std::string& version) const {
    const v1::Choice* lead = Chosen(leader_.name());
    const v1::Release* release =
        question_.catalog.FindRelease(*question_.catalog.FindServed(name), version);
    if (lead == nullptr || release == nullptr) return true;
    const absl::StatusOr<compat::SpecifierSet> needed =
        compat::ParseSpecifierSet(release->leader_requires());
    const absl::StatusOr<compat::Version> leads = compat::ParseVersion(lead->version());
    return !needed.ok() || !leads.ok() ||
           compat::Contains(*needed, *leads, compat::Prereleases::kAllow);
  }

  absl::Status ChooseNamed(Decision& decision) {
    decision.needed = true;
    compat::FamilyWish family{&leader_, wishes_, {}};
    ACCEL_ASSIGN_OR_RETURN(family.offers, index_.Offers(leader_, leader_));
    for (const compat::Wish& wish : wishes_) {
      if (wish.package == leader_.name()) continue;
      absl::StatusOr<std::vector<v1::Offer>> offers =
          index_.Offers(*question_.catalog.FindServed(wish.package), leader_);
      if (absl::IsNotFound(offers.status())) {  // published as one plain wheel: pip decides alone
        std::erase_if(family.wishes, [&](const auto& w) { return w.package == wish.package; });
        continue;
      }
      if (!offers.ok()) return offers.status();
      family.offers.insert(family.offers.end(), offers->begin(), offers->end());
    }
    if (family.wishes.empty()) return absl::OkStatus();
    compat::FamilyAnswer answer = compat::ChooseFamily(family, question_);
    decision.notes.insert(decision.notes.end(), answer.notes.begin(), answer.notes.end());
    if (answer.refusal) {
      decision.refusal = std::move(answer.refusal);
      return absl::OkStatus();
    }
    chosen_ = std::move(answer.choice);
    decision.choice.insert(decision.choice.end(), chosen_.begin(), chosen_.end());
    for (const v1::Choice& choice : chosen_) {
      const bool exact = std::find(request_.exact.begin(), request_.exact.end(),
                                   choice.package()) != request_.exact.end();
      if (choice.package() != leader_.name() || !(exact || !wrong_.empty())) continue;
      decision.settled[leader_.name()] = choice;
      Pin(choice, decision);
    }
    return absl::OkStatus();
  }

  static void Pin(const v1::Choice& choice, Decision& decision) {
    decision.constraints.push_back(choice.package() + "==" + choice.version() + "+" + choice.tag());
  }

  const v1::Choice* Chosen(const std::string& package) const {
    const auto it = std::find_if(chosen_.begin(), chosen_.end(),
                                 [&](const auto& c) { return c.package() == package; });
    return it == chosen_.end() ? nullptr : &*it;
  }

  // Every wrong member gets an exact pin, so that what is installed no longer satisfies; when the
  // family is named, those that nobody named are replaced too.
  absl::Status PinWrong(Decision& decision) {
    decision.needed = true;
    ACCEL_ASSIGN_OR_RETURN(const std::string tag, LeaderTag(decision));
    for (const std::string& name : wrong_) {
      if (name == leader_.name() || tag.empty()) continue;
      if (const v1::Choice* choice = Chosen(name)) {
        Pin(*choice, decision);
        continue;
      }
      const std::string version = compat::PublicString(installed_.find(name)->second);
      if (!GoesWithLeader(name, version)) continue;  // said afterwards, if pip leaves it so
      const absl::StatusOr<std::vector<Listed>> listed = index_.List(name, leader_);
      const bool there =
          listed.ok() && std::any_of(listed->begin(), listed->end(), [&](const Listed& wheel) {
            return wheel.version == version && wheel.tag == tag;
          });
      if (!there) {
        decision.notes.push_back(name + " " + compat::ToString(installed_.find(name)->second) +
                                 " is not the " + tag + " build; there is no " + version + "+" +
                                 tag + ", so it stays as it is");
        continue;
      }
      const std::string pin = name + "==" + version + "+" + tag;
      decision.constraints.push_back(pin);
      if (!wishes_.empty()) decision.requirements.push_back(pin);
    }
    return absl::OkStatus();
  }

  // The tag that the family will have: the leader's, pinned here if it is wrong and nothing of the
  // family is named.
  absl::StatusOr<std::string> LeaderTag(Decision& decision) {
    if (const v1::Choice* choice = Chosen(leader_.name())) return choice->tag();
    if (wrong_.front() != leader_.name()) {
      const auto lead = installed_.find(leader_.name());
      return lead == installed_.end() ? (chosen_.empty() ? std::string() : chosen_.front().tag())
                                      : compat::LocalString(lead->second);
    }
    ACCEL_ASSIGN_OR_RETURN(const std::vector<v1::Offer> offers, index_.Offers(leader_, leader_));
    const auto installable = compat::InstallableTags(leader_, offers, question_);
    const auto same =
        installable.find(compat::PublicString(installed_.find(leader_.name())->second));
    if (same == installable.end()) {
      // No build of that version runs here: anything else will do, and the gate offers what runs.
      decision.constraints.push_back(
          leader_.name() + "!=" + compat::PublicString(installed_.find(leader_.name())->second));
      return std::string();
    }
    v1::Choice choice;
    choice.set_package(leader_.name());
    choice.set_version(same->first);
    choice.set_tag(same->second.front());
    Pin(choice, decision);
    return choice.tag();
  }

  const v1::Package& leader_;
  const PipRequest& request_;
  const Installed& installed_;
  const compat::Question& question_;
  FamilyIndex& index_;
  std::vector<compat::Wish> wishes_;
  std::vector<std::string> wrong_;
  std::vector<v1::Choice> chosen_;
};

}  // namespace

absl::StatusOr<Decision> Decide(const PipRequest& request, const Installed& installed,
                                const compat::Question& question, FamilyIndex& index) {
  Decision decision;
  for (const v1::Package& leader : question.catalog.message().packages()) {
    if (!leader.follows().empty() || !question.catalog.IsServed(leader)) continue;
    ACCEL_RETURN_IF_ERROR(
        FamilyDecision(leader, request, installed, question, index).Run(decision));
    if (decision.refusal) break;
  }
  return decision;
}

}  // namespace accel::shim::pip
