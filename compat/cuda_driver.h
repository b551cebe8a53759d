// SPDX-License-Identifier: Apache-2.0
//
// NVIDIA driver versions and the CUDA versions they speak.
// Source: CUDA Toolkit release notes, Table 2 (minor-version compatibility) and Table 3 (toolkit
// driver versions), carried in the catalogue's cuda_tags.
#pragma once

#include <string>
#include <string_view>

#include "compat/catalog.h"

namespace accel::compat {

// Component-wise numeric order: 450.80.02 equals 450.80.2. False when either is no version.
bool DriverAtLeast(std::string_view driver, std::string_view floor);

// True when `driver` is at least the toolkit's own driver, so that nothing leans on minor-version
// compatibility.
bool IsNative(const v1::CudaTag& tag, std::string_view driver);

// The newest CUDA version that `driver` speaks by itself: "13.0" for 580.95.05; empty when it is
// older than the tables.
std::string CudaOfDriver(std::string_view driver, const Catalog& catalog);

// The lowest driver that speaks CUDA `version` ("12.0"); empty when the tables do not say.
std::string LowestDriverFor(std::string_view version, const Catalog& catalog);

}  // namespace accel::compat
