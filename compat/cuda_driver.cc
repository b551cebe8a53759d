// SPDX-License-Identifier: Apache-2.0
#include "compat/cuda_driver.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace accel::compat {
namespace {

// "580.65.06": the numbers, zero where there are none any more. Every build of a list is asked for
// its driver, so nothing is allocated.
using Numbers = std::array<std::uint32_t, 4>;

std::optional<Numbers> ReadNumbers(std::string_view text) {
  Numbers numbers{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::uint32_t& number : numbers) {
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc()) return std::nullopt;
    if (next == end) return numbers;
    if (*next != '.') return std::nullopt;
    at = next + 1;
  }
  return std::nullopt;
}

}  // namespace

bool DriverAtLeast(std::string_view driver, std::string_view floor) {
  const std::optional<Numbers> have = ReadNumbers(driver), need = ReadNumbers(floor);
  return have && need && *have >= *need;
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
