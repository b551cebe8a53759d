// SPDX-License-Identifier: Apache-2.0
#include "compat/cuda_driver.h"

#include "compat/version.h"

namespace accel::compat {

bool DriverAtLeast(std::string_view driver, std::string_view floor) {
  const absl::StatusOr<Version> have = ParseVersion(driver);
  const absl::StatusOr<Version> need = ParseVersion(floor);
  return have.ok() && need.ok() && *have >= *need;
}

bool IsNative(const v1::CudaTag& tag, std::string_view driver) {
  return tag.driver_native().empty() || DriverAtLeast(driver, tag.driver_native());
}

std::string CudaOfDriver(std::string_view driver, const Catalog& catalog) {
  std::string best;
  for (const v1::CudaTag& tag : catalog.hardware().cuda_tags()) {
    if (tag.driver_native().empty() || !DriverAtLeast(driver, tag.driver_native())) continue;
    if (best.empty() || DriverAtLeast(tag.toolkit(), best)) best = tag.toolkit();
  }
  return best;
}

std::string LowestDriverFor(std::string_view version, const Catalog& catalog) {
  // The oldest toolkit that is new enough; drivers are ordered as their toolkits are.
  std::string lowest;
  for (const v1::CudaTag& tag : catalog.hardware().cuda_tags()) {
    if (tag.driver_native().empty() || !DriverAtLeast(tag.toolkit(), version)) continue;
    if (lowest.empty() || DriverAtLeast(lowest, tag.driver_native())) lowest = tag.driver_native();
  }
  return lowest;
}

}  // namespace accel::compat
