// SPDX-License-Identifier: Apache-2.0
//
// NVIDIA's Tegra chips: their GPU is part of the chip and, before Thor, no PCI function, so no id
// table has it. Source: developer.nvidia.com/cuda-gpus (Jetson), Linux devicetree bindings
// arm/tegra.yaml (compatible strings).
#pragma once

#include <span>
#include <string_view>

#include "accel/v1/host.pb.h"

namespace accel::compat {

struct TegraChip {
  std::string_view chip;                // "tegra234", as in the devicetree's "nvidia,tegra234"
  std::string_view compute_capability;  // "8.7"
  std::string_view products;            // "Jetson AGX Orin/Jetson Orin NX/…"
};

std::span<const TegraChip> TegraChips();

// nullptr when `chip` ("tegra234") is none of them.
const TegraChip* FindTegraChip(std::string_view chip);

// The GPU of a chip: architecture, name and flags, without driver or outcome.
v1::Gpu TegraGpu(const TegraChip& chip);

}  // namespace accel::compat
