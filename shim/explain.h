// SPDX-License-Identifier: Apache-2.0
//
// A decision in words: one line for a run, the whole reasoning for --explain.
#pragma once

#include <string>

#include "accel/v1/verdict.pb.h"
#include "compat/question.h"
#include "shim/pip/decision.h"

namespace accel::shim {

// "torch 2.14.1+cu126 for GeForce GTX 1080 (sm_61), driver 580.95.05".
std::string Summary(const std::vector<v1::Choice>& builds, const compat::Question& question);

// Why the build runs there.
v1::Verdict VerdictOn(const v1::Choice& choice, const compat::Question& question);

// The facts, and the reasons for each build, one per line.
std::string Reasoning(const std::vector<v1::Choice>& builds, const compat::Question& question);

// The same for all that was decided before pip starts.
std::string Reasoning(const pip::Decision& decision, const compat::Question& question);

// The refusal and its ways out.
std::string Words(const v1::Refusal& refusal);

}  // namespace accel::shim
