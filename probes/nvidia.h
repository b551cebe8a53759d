// SPDX-License-Identifier: Apache-2.0
//
// NVIDIA GPUs: PCI functions, Tegra chips, and what stands behind WSL.
// Promises that a GPU which shows anywhere is listed, and is OK only when nothing speaks against
// it; "no GPU" only when the PCI list was read and has none. Never wakes a GPU (host.h,
// nvidia_driver.h).
#pragma once

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"
#include "probes/host.h"
#include "probes/pci.h"

namespace accel::probes {

// Adds the GPUs, host.nvidia and the probe "nvidia". host.container must be filled before: inside a
// container a missing device node means "not handed in", outside it only means "not used yet".
// Gpu.visible_index follows the bus, which is the order of NVML and of CUDA under
// CUDA_DEVICE_ORDER=PCI_BUS_ID.
void ProbeNvidia(const Sysroot& sysroot, const PciScan& pci, const compat::Catalog& catalog,
                 v1::Host& host);

}  // namespace accel::probes
