// SPDX-License-Identifier: Apache-2.0
#include "compat/refuse.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "compat/cuda_driver.h"
#include "compat/judge.h"
#include "compat/rank.h"

namespace accel::compat {
namespace {

std::string Asked(const FamilyWish& family) {
  std::string text;
  for (const Wish& wish : family.wishes) {
    if (!text.empty()) text += " ";
    text += wish.package + ToString(wish.specifiers);
  }
  return text;
}

std::string Machine(const Question& q) {
  std::string text;
  for (int i = 0; i < q.host.gpus_size(); ++i) {
    if (q.policy.set_aside.contains(i) || q.host.gpus(i).outcome() != v1::Probe::OK) continue;
    text += (text.empty() ? "" : ", ") + Describe(q.host.gpus(i));
  }
  if (text.empty()) text = "this machine";
  if (!q.host.nvidia().version().empty()) text += " with driver " + q.host.nvidia().version();
  return text;
}

// What was asked for, whatever the interpreter: to tell "no such version" from "not for this
// Python".
bool OffersExist(const FamilyWish& family, const std::string& python) {
  return std::all_of(family.wishes.begin(), family.wishes.end(), [&](const Wish& wish) {
    return !GroupOffers(family.offers, wish.package, wish.specifiers, python).empty();
  });
}

FamilyWish WithoutSpecifiers(FamilyWish family) {
  for (Wish& wish : family.wishes) wish.specifiers = {};
  return family;
}

// torch==2.9.1+cu128 -> torch==2.9.1; false when no build is named.
bool DropBuilds(FamilyWish& family) {
  bool dropped = false;
  for (Wish& wish : family.wishes) {
    for (Specifier& specifier : wish.specifiers.specifiers) {
      const std::size_t plus = specifier.text.find('+');
      if (plus == std::string::npos) continue;
      const absl::StatusOr<Specifier> plain = ParseSpecifier("==" + specifier.text.substr(0, plus));
      if (!plain.ok()) continue;
      specifier = *plain;
      dropped = true;
    }
  }
  return dropped;
}

void AddOtherBuild(FamilyWish family, const Question& q, v1::Refusal& refusal) {
  if (!DropBuilds(family)) return;
  const FamilyAnswer answer = ChooseFamily(family, q);
  std::string text;
  for (const v1::Choice& choice : answer.choice)
    text += " " + choice.package() + "==" + choice.version() + "+" + choice.tag();
  if (!text.empty()) refusal.add_ways_out("another build:" + text + " runs here");
}

void AddNewestThatRuns(const FamilyWish& family, const Question& q, v1::Refusal& refusal) {
  const bool any_specifier =
      std::any_of(family.wishes.begin(), family.wishes.end(),
                  [](const Wish& wish) { return !wish.specifiers.specifiers.empty(); });
  if (!any_specifier) return;
  Question strict = q;
  strict.accept_cpu = false;
  const std::vector<v1::Choice> newest = ChooseFamily(WithoutSpecifiers(family), strict).choice;
  if (newest.empty()) return;
  std::string text;
  for (const v1::Choice& choice : newest) {
    text += (text.empty() ? "" : " ") + choice.package() + "==" + choice.version();
  }
  refusal.add_ways_out("another version: " + text + " is the newest that runs here (+" +
                       newest[0].tag() + ")");
  refusal.mutable_newest()->Assign(newest.begin(), newest.end());
}

// The best of what was asked for that a machine with `driver`, and otherwise this one, would run:
// "2.12.0+cu130".
std::string BuildUnderDriver(const FamilyWish& family, const Question& q,
                             const std::string& driver) {
  v1::Host newer = q.host;
  newer.mutable_nvidia()->set_version(driver);
  const Question changed{newer, q.catalog, q.policy, q.python, false};
  const std::vector<v1::Choice> choice = ChooseRunning(family, changed);
  return choice.empty() ? "" : choice[0].version() + "+" + choice[0].tag();
}

// The lowest driver floor of the catalogue that would do.
void AddDriver(const FamilyWish& family, const Question& q, v1::Refusal& refusal) {
  std::vector<std::string> floors;
  for (const v1::CudaTag& tag : q.catalog.hardware().cuda_tags()) {
    if (!DriverAtLeast(q.host.nvidia().version(), tag.driver_floor()))
      floors.push_back(tag.driver_floor());
  }
  std::sort(floors.begin(), floors.end(),
            [](const auto& a, const auto& b) { return !DriverAtLeast(a, b); });
  floors.erase(std::unique(floors.begin(), floors.end()), floors.end());
  for (const std::string& floor : floors) {
    const std::string build = BuildUnderDriver(family, q, floor);
    if (build.empty()) continue;
    refusal.add_ways_out("another driver: NVIDIA driver >= " + floor + " runs " +
                         family.leader->name() + " " + build);
    return;
  }
}

void AddPolicyBest(const FamilyWish& family, const Question& q, v1::Refusal& refusal) {
  if (q.policy.policy != v1::ALL || q.host.gpus_size() < 2) return;
  Question best = q;
  best.policy.policy = v1::BEST;
  const std::vector<v1::Choice> choice = ChooseRunning(family, best);
  if (choice.empty()) return;
  refusal.add_ways_out("the best GPU alone: --policy best takes +" + choice[0].tag());
}

void AddCpu(const FamilyWish& family, const Question& q, v1::Refusal& refusal) {
  if (q.accept_cpu) return;
  Question cpu = q;
  cpu.accept_cpu = true;
  refusal.set_cpu_runs(!ChooseFamily(family, cpu).choice.empty());
  if (refusal.cpu_runs()) refusal.add_ways_out("no GPU: --accept-cpu takes the cpu build");
}

FamilyWish OnlyOf(const FamilyWish& family, std::size_t a, std::size_t b) {
  FamilyWish pair{family.leader, {family.wishes[a]}, family.offers};
  if (b != a) pair.wishes.push_back(family.wishes[b]);
  return pair;
}

// The first two of the wishes that `fits` refuses though it takes each alone: "a==1 and b==2";
// empty when there are none.
std::string FirstConflict(const FamilyWish& family,
                          const std::function<bool(const FamilyWish&)>& fits) {
  for (std::size_t b = 1; b < family.wishes.size(); ++b) {
    for (std::size_t a = 0; a < b; ++a) {
      if (fits(OnlyOf(family, a, b)) || !fits(OnlyOf(family, a, a)) || !fits(OnlyOf(family, b, b)))
        continue;
      return Asked(OnlyOf(family, a, a)) + " and " + Asked(OnlyOf(family, b, b));
    }
  }
  return "";
}

std::string Inseparable(const FamilyWish& family, const Question& q) {
  const std::string two =
      FirstConflict(family, [&](const FamilyWish& some) { return GoTogether(some, q); });
  return two.empty() ? "no versions of what was asked for go together: " + Asked(family)
                     : "no builds of " + two + " go together";
}

// The wishes that do not run here even alone.
FamilyWish Unrunnable(const FamilyWish& family, const Question& q) {
  FamilyWish left{family.leader, {}, family.offers};
  for (std::size_t i = 0; i < family.wishes.size(); ++i) {
    if (ChooseRunning(OnlyOf(family, i, i), q).empty()) left.wishes.push_back(family.wishes[i]);
  }
  return left;
}

std::string NothingRuns(const FamilyWish& family, const Question& q) {
  const std::string two = FirstConflict(
      family, [&](const FamilyWish& some) { return !ChooseRunning(some, q).empty(); });
  if (!two.empty()) return "no builds of " + two + " that go together run on " + Machine(q);
  const FamilyWish alone = Unrunnable(family, q);
  return "no build of " + Asked(alone.wishes.empty() ? family : alone) + " runs on " + Machine(q);
}

}  // namespace

v1::Refusal Refuse(const FamilyWish& family, const GpuSituation& gpus, const Question& q) {
  v1::Refusal refusal;
  if (!OffersExist(family, "")) {
    refusal.set_message("there is no " + Asked(family) + " on offer");
    AddOtherBuild(family, q, refusal);
    AddNewestThatRuns(family, q, refusal);
    return refusal;
  }
  if (!GoTogether(family, q)) {
    refusal.set_message(Inseparable(family, q));
    AddNewestThatRuns(family, q, refusal);
    return refusal;
  }
  if (!OffersExist(family, q.python)) {
    refusal.set_message("no build of " + Asked(family) + " is for Python " + q.python);
    AddNewestThatRuns(family, q, refusal);
    return refusal;
  }
  if (!gpus.usable && gpus.undecided) {
    refusal.set_message("it is not known whether a GPU of this machine can be used: " +
                        gpus.notes.front());
  } else {
    refusal.set_message(NothingRuns(family, q));
    AddOtherBuild(family, q, refusal);
    AddNewestThatRuns(family, q, refusal);
    if (!q.host.nvidia().version().empty()) AddDriver(family, q, refusal);
    AddPolicyBest(family, q, refusal);
  }
  AddCpu(family, q, refusal);
  return refusal;
}

}  // namespace accel::compat
