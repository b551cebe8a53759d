// SPDX-License-Identifier: Apache-2.0
//
// AMD GPUs: the KFD topology first, the PCI list for what KFD does not show.
// Promises visible_index in ROCm's own order (HIP_VISIBLE_DEVICES), integrated GPUs included
// because they often come first. Never asks rocm_smi or amd-smi: the first returns wrong targets,
// the second can hang.
#pragma once

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"
#include "probes/host.h"
#include "probes/pci.h"

namespace accel::probes {

// Adds the GPUs, host.amd and the probe "amd". /dev/kfd and /dev/dri/renderD* that this process may
// not open make a GPU DENIED, with the group to join as the fix.
void ProbeAmd(const Sysroot& sysroot, const PciScan& pci, const compat::Catalog& catalog,
              v1::Host& host);

}  // namespace accel::probes
