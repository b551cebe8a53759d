// SPDX-License-Identifier: Apache-2.0
#include "compat/tegra.h"

#include <algorithm>
#include <array>
#include <string>

namespace accel::compat {
namespace {

constexpr std::array<TegraChip, 6> kChips = {{
    {"tegra124", "3.2", "Jetson TK1"},
    {"tegra210", "5.3", "Jetson TX1/Jetson Nano"},
    {"tegra186", "6.2", "Jetson TX2"},
    {"tegra194", "7.2", "Jetson AGX Xavier/Jetson Xavier NX"},
    {"tegra234", "8.7", "Jetson AGX Orin/Jetson Orin NX/Jetson Orin Nano"},
    {"tegra264", "11.0", "Jetson AGX Thor/Jetson T5000/Jetson T4000"},
}};

}  // namespace

std::span<const TegraChip> TegraChips() { return kChips; }

const TegraChip* FindTegraChip(std::string_view chip) {
  const auto it = std::find_if(kChips.begin(), kChips.end(),
                               [&](const TegraChip& known) { return known.chip == chip; });
  return it == kChips.end() ? nullptr : &*it;
}

v1::Gpu TegraGpu(const TegraChip& chip) {
  v1::Gpu gpu;
  gpu.set_vendor(v1::VENDOR_NVIDIA);
  gpu.set_name("NVIDIA " + std::string(chip.products));
  gpu.set_compute_capability(std::string(chip.compute_capability));
  gpu.set_integrated(true);
  gpu.set_tegra(true);
  return gpu;
}

}  // namespace accel::compat
