// SPDX-License-Identifier: Apache-2.0
//
// A machine as ordered PEP 825 properties, best first, by our rules: all GPUs under the policy, PTX
// only of toolkits the driver speaks, architecture suffixes, ROCm not tied to one version. Property
// by property this is what Judge accepts.
#pragma once

#include <vector>

#include "accel/v1/verdict.pb.h"
#include "compat/question.h"

namespace accel::compat {

// nvidia :: cuda_version_lower_bound, nvidia :: sm_arch, amd :: gfx_arch, intel :: device_ip,
// x86_64 :: level or aarch64 :: version, and the processor's features, each "on".
std::vector<v1::Property> HostProperties(const v1::Host& host, const GpuPolicy& policy,
                                         const Catalog& catalog);

}  // namespace accel::compat
