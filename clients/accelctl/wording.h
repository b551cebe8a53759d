// SPDX-License-Identifier: Apache-2.0
//
// How verdicts and choices are worded, the same in every command.
#pragma once

#include <string>

#include "accel/v1/compatibility.pb.h"

namespace accel::accelctl {

// "runs", "no", "unknown".
std::string Word(v1::Verdict::Outcome outcome);

// "torch==2.9.1+cu126 cupy-cuda12x[ctk]==14.2.0": what pip is told, or what accel-shim pins.
std::string ChoiceOf(const v1::ListTagsResponse& response);

}  // namespace accel::accelctl
