// SPDX-License-Identifier: Apache-2.0
//
// A decision in words: one line for a run, the whole reasoning for --explain.
#pragma once

#include <string>

#include "compat/question.h"
#include "shim/pip/decision.h"

namespace accel::shim {

// "torch 2.14.1+cu126 for GeForce GTX 1080 (sm_61), driver 580.95.05".
std::string Summary(const pip::Decision& decision, const compat::Question& question);

// The facts, the choice and its reasons, one per line.
std::string Reasoning(const pip::Decision& decision, const compat::Question& question);

// The refusal and its ways out.
std::string Words(const v1::Refusal& refusal);

}  // namespace accel::shim
