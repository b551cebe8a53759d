// SPDX-License-Identifier: Apache-2.0
//
// Intel GPUs: the PCI list, the bound driver, the Level Zero libraries.
// Promises that a mere display device is listed as UNUSABLE with the reason, so that it never
// counts as an XPU.
#pragma once

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"
#include "probes/host.h"
#include "probes/pci.h"

namespace accel::probes {

// Adds the GPUs, host.intel and the probe "intel". visible_index counts XPUs by bus id.
void ProbeIntel(const Sysroot& sysroot, const PciScan& pci, const compat::Catalog& catalog,
                v1::Host& host);

}  // namespace accel::probes
