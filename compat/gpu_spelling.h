// SPDX-License-Identifier: Apache-2.0
//
// A GPU however a person spells it: name, PCI id, architecture or chip.
// Promises the name, ids and architecture that the spelling tells, and near spellings for one that
// nothing is called. Never fills the driver, the outcome or the place in the machine.
#pragma once

#include <string_view>

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"
#include "compat/status.h"

namespace accel::compat {

// "10de:1b80", "sm_61", "gfx1100", "tegra234", else a name (compat/gpu_names.h); case does not
// matter. INVALID_ARGUMENT lists at most five near spellings.
absl::StatusOr<v1::Gpu> FindGpu(std::string_view text, const Catalog& catalog);

}  // namespace accel::compat
