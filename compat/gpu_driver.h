// SPDX-License-Identifier: Apache-2.0
//
// Can code run on this GPU, as far as its kernel driver, the user space and the catalogue decide?
// Promises the same outcome, reason and fix for a probed and for a described machine. Never looks
// at permissions or device nodes: only a machine has them.
#pragma once

#include <string>

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"

namespace accel::compat {

// Each sets outcome, reason and fix of `gpu` from its architecture, kernel_driver and the driver's
// facts. NVIDIA: a driver older than the GPU or past its last branch makes it UNUSABLE, and so do a
// kernel module and a libcuda of different versions (CUDA error 803). A driver that is older than
// the GPU although its device nodes exist contradicts the catalogue: UNKNOWN.
void AssessNvidia(const v1::NvidiaDriver& driver, const Catalog& catalog, v1::Gpu& gpu);
// AMD: amdgpu bound and KFD there.
void AssessAmd(const v1::AmdDriver& driver, v1::Gpu& gpu);
// Intel: an XPU by the catalogue, i915 or xe bound, the Level Zero loader there. A mere display
// device is UNUSABLE.
void AssessIntel(const v1::IntelDriver& driver, const Catalog& catalog, v1::Gpu& gpu);

// The probe of one vendor as its GPUs in `host` say: OK when any is, else what the first one says;
// ABSENT without any.
v1::Probe ProbeOfGpus(const v1::Host& host, v1::Vendor vendor, const std::string& name);

}  // namespace accel::compat
