// SPDX-License-Identifier: Apache-2.0
//
// Whose machine is it for? --host, ACCEL_HOST, the daemon, else this machine's own facts; and under
// which policy.
#pragma once

#include "accel/v1/host.pb.h"
#include "clients/config.h"
#include "compat/catalog.h"
#include "compat/gpu_selection.h"
#include "compat/status.h"
#include "shim/command_line.h"

namespace accel::shim {

// INVALID_ARGUMENT for a profile or description that cannot be read.
absl::StatusOr<v1::Host> FindHost(const CommandLine& line, const clients::Environment& environment,
                                  const compat::Catalog& catalog);

// The command line's policy, else the configured one. "visible" takes CUDA_VISIBLE_DEVICES,
// HIP_VISIBLE_DEVICES and ZE_AFFINITY_MASK of the caller.
compat::GpuPolicy FindPolicy(const CommandLine& line, const clients::Config& config,
                             const clients::Environment& environment);

}  // namespace accel::shim
