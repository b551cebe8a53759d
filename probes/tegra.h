// SPDX-License-Identifier: Apache-2.0
//
// Is this a Tegra machine (Jetson, IGX, DRIVE), and which chip? From the devicetree, because its
// GPU is no PCI function. Source: NVIDIA/go-nvlib pkg/nvlib/info (what marks a Tegra system), Linux
// devicetree bindings arm/tegra.yaml.
#pragma once

#include <string>

#include "probes/host.h"

namespace accel::probes {

struct TegraScan {
  bool tegra = false;
  std::string chip;      // "tegra234"; empty when the devicetree does not say
  std::string evidence;  // the file that decided
  std::string release;   // first line of /etc/nv_tegra_release, for messages
};

TegraScan ScanTegra(const Sysroot& sysroot);

}  // namespace accel::probes
