// SPDX-License-Identifier: Apache-2.0
//
// What a wheel on a server says inside, without fetching the wheel: libzip reads its table of
// contents and one entry through byte ranges. For indexes without core metadata (PEP 658), and for
// installers that do not read METADATA themselves.
#pragma once

#include <string>

#include "shim/index/fetcher.h"

namespace accel::shim::index {

// The METADATA of the wheel at `url` (PEP 427). DATA_LOSS when it is no zip archive; NOT_FOUND when
// it has none; INVALID_ARGUMENT when it has several, of which another reader may take another one;
// RESOURCE_EXHAUSTED over 1 MiB, and for zip64 (over 4 GiB, or 65 535 files): libzip makes room for
// as many entries as such an archive claims to have. Else as RemoteFile.
absl::StatusOr<std::string> FetchWheelMetadata(Fetcher& fetcher, const std::string& url);

}  // namespace accel::shim::index
