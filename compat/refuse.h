// SPDX-License-Identifier: Apache-2.0
//
// The refusal and its ways out: the newest version that runs here, the driver that would do,
// --accept-cpu.
#pragma once

#include "accel/v1/verdict.pb.h"
#include "compat/choose.h"

namespace accel::compat {

// Why `family` cannot be served on the machine of `question` (unserved GPUs already set aside), and
// what to do.
v1::Refusal Refuse(const FamilyWish& family, const GpuSituation& gpus, const Question& question);

}  // namespace accel::compat
