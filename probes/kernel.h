// SPDX-License-Identifier: Apache-2.0
//
// The running kernel: its release, and the id of this boot.
#pragma once

#include "accel/v1/host.pb.h"
#include "probes/host.h"

namespace accel::probes {

// Adds host.kernel and the probe "kernel".
void ProbeKernel(const Sysroot& sysroot, v1::Host& host);

}  // namespace accel::probes
