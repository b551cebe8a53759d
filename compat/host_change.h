// SPDX-License-Identifier: Apache-2.0
//
// A machine as it would be. Promises the outcomes that a probe would read there. Pure.
#pragma once

#include <string_view>

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"
#include "compat/status.h"

namespace accel::compat {

// With another NVIDIA driver: "580.95.05", or a branch, "580", which stands for its newest one.
// FAILED_PRECONDITION without an NVIDIA GPU; INVALID_ARGUMENT for what is no driver version.
absl::StatusOr<v1::Host> WithDriver(v1::Host host, std::string_view driver, const Catalog& catalog);

// With one more GPU, spelled as in a description (gpu_spelling.h). A vendor that is new to the
// machine comes with its kernel driver; NVIDIA's version stays as it is.
absl::StatusOr<v1::Host> WithGpu(v1::Host host, std::string_view gpu, const Catalog& catalog);

}  // namespace accel::compat
