// SPDX-License-Identifier: Apache-2.0
//
// A machine described in one line, for --host: "gpu=GTX 1080,driver=580.95.05".
// Promises the same Host that the probes would read on such a machine, and near names for a name it
// does not know. Never guesses: what is not described is not there.
#pragma once

#include <string_view>

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"
#include "compat/status.h"

namespace accel::compat {

// Comma-separated KEY=VALUE:
//   gpu=     marketing name ("GTX 1080", case and vendor words do not matter), PCI id
//   ("10de:1b80"), "sm_61", "gfx1100",
//            "tegra234"; repeatable
//   driver=  NVIDIA driver version; without it NVIDIA GPUs are there but unusable
//   module=  kernel module that holds the GPUs it can hold: nvidia, nouveau (NVIDIA), amdgpu, i915,
//   xe, vfio-pci and none
//            (every GPU); by default each vendor's own
//   rocm=    ROCm user space, informational
//   arch=    "x86_64" or "aarch64"; by default aarch64 for a Tegra chip, else x86_64
//   glibc= or musl=   version of the C library
//   cpu=     "x86-64-v3"
// INVALID_ARGUMENT for an unknown key (the message lists the keys), a value that cannot be, or an
// unknown name (the message lists at most five near ones).
absl::StatusOr<v1::Host> DescribeHost(std::string_view text, const Catalog& catalog);

}  // namespace accel::compat
