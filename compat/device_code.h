// SPDX-License-Identifier: Apache-2.0
//
// On which NVIDIA GPUs does compiled device code run?
// Rules: CUDA C++ Programming Guide, "Binary compatibility" and "PTX compatibility"; PyTorch
// torch/cuda/__init__.py DEVICE_REQUIREMENT for the Tegra exclusions; suffix `a` = exact, `f` =
// family (CUDA 12.9 family-specific targets).
#pragma once

#include <optional>
#include <string_view>

namespace accel::compat {

// A target of a compiler, as PEP 825 values write it: "90_real" (SASS), "120_virtual" (PTX),
// "90a_real", "100f_real".
struct DeviceTarget {
  enum class Kind { kReal, kVirtual };
  enum class Scope { kCompatible, kExact, kFamily };  // no suffix, `a`, `f`
  int major = 0;
  int minor = 0;
  Kind kind = Kind::kReal;
  Scope scope = Scope::kCompatible;
};

// nullopt when `value` is no sm_arch value.
std::optional<DeviceTarget> ParseDeviceTarget(std::string_view value);

struct ComputeCapability {
  int major = 0;
  int minor = 0;
  bool exact_only = false;  // Tegra: runs code made for exactly this target and no other
};

// "6.1"; nullopt when it is none.
std::optional<ComputeCapability> ParseComputeCapability(std::string_view text);

// True when a GPU of `gpu` runs code for `target`, as far as the architecture decides; PTX also
// needs a driver whose CUDA version is at least the toolkit's, which the caller checks.
bool Runs(const DeviceTarget& target, const ComputeCapability& gpu);

}  // namespace accel::compat
