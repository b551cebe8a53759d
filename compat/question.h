// SPDX-License-Identifier: Apache-2.0
//
// What a choice is made for: one machine, one interpreter, one policy. Shared by ranking, choosing
// and refusing.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/compatibility.pb.h"
#include "accel/v1/interpreter.pb.h"
#include "compat/catalog.h"
#include "compat/gpu_selection.h"
#include "compat/specifier.h"

namespace accel::compat {

// References outlive the question.
struct Question {
  const v1::Host& host;
  const Catalog& catalog;
  GpuPolicy policy;
  std::string python;        // "3.12.1"; empty = no limit
  bool accept_cpu = false;   // take cpu where no GPU build of the version runs
  std::string cuda_major{};  // "13": builds for this CUDA come before others; empty = the newest
};

// One requirement, read.
struct Wish {
  std::string package;  // normalised
  SpecifierSet specifiers;
};

// Whether the machine has a GPU that builds of `leader` could be chosen for. A machine without one
// takes cpu.
struct GpuSituation {
  bool usable = false;             // at least one usable GPU that some release of the leader serves
  bool undecided = false;          // there is a GPU whose state is not known
  std::vector<std::string> notes;  // why GPUs do not count, one sentence each
};
GpuSituation AssessGpus(const v1::Package& leader, const Question& question);

// The question with the GPUs set aside that no release of `leader` serves.
Question SetAsideUnserved(const v1::Package& leader, Question question);

}  // namespace accel::compat
