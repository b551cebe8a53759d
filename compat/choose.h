// SPDX-License-Identifier: Apache-2.0
//
// Version and build are chosen together: the newest version that some build of can run here, in the
// best of its builds, and every package of a family in the same tag. A machine without a usable GPU
// takes cpu and says why. A machine whose GPU could run some build, but none of what was asked for,
// gets a refusal with its ways out. Never takes a build of another family member's tag, never falls
// back to cpu silently.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compat/offers.h"
#include "compat/question.h"

namespace accel::compat {

// Requirements that share a leader, and what is on offer for them.
struct FamilyWish {
  const v1::Package* leader = nullptr;
  std::vector<Wish> wishes;       // of the leader, of followers, or both; at least one
  std::vector<v1::Offer> offers;  // of all packages wished for and of the leader
};

struct FamilyAnswer {
  std::vector<v1::Choice> choice;  // one per wish, in order; empty when refused
  std::optional<v1::Refusal> refusal;
  std::vector<std::string> notes;
};

FamilyAnswer ChooseFamily(const FamilyWish& family, const Question& question);

// Whether some versions of what is wished for fit together in one tag, whatever the machine and the
// Python.
bool GoTogether(const FamilyWish& family, const Question& question);

// The newest of what was asked for that runs on the machine's GPUs; empty when nothing does. No
// cpu, no refusal.
std::vector<v1::Choice> ChooseRunning(const FamilyWish& family, const Question& question);

// Builds of `leader`'s versions that may be installed here, best tag first per version: what an
// index must offer so that a resolver can only go right. On a machine with a usable GPU these are
// GPU builds, elsewhere cpu builds; with accept_cpu a cpu build stands in where no GPU build of the
// version runs. Versions without any are absent.
std::map<std::string, std::vector<std::string>> InstallableTags(
    const v1::Package& leader, const std::vector<v1::Offer>& offers, const Question& question);

}  // namespace accel::compat
