// SPDX-License-Identifier: Apache-2.0
//
// The host that --host or ACCEL_HOST names: a profile file (JSON of accel.v1.Host) or a description
// ("gpu=GTX 1080,…"). Promises an error that names the file and the field. Never reads more than 1
// MiB.
#pragma once

#include <string>
#include <string_view>

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"
#include "compat/status.h"

namespace accel::probes {

// A text that names an existing file, or ends in ".json", is a profile; everything else is a
// description (compat/describe.h). Host.origin is "profile FILE" or "description TEXT".
absl::StatusOr<v1::Host> ReadHost(const std::string& text, const compat::Catalog& catalog);

// The profile itself: protobuf JSON of accel.v1.Host. INVALID_ARGUMENT names `where` and the field.
absl::StatusOr<v1::Host> ParseHostProfile(std::string_view json, const std::string& where);

}  // namespace accel::probes
