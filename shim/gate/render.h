// SPDX-License-Identifier: Apache-2.0
//
// Files of a project as the HTML page that pip reads (PEP 503, 592, 658, 714).
// HTML alone: pip takes it everywhere, pip 23.0 uses metadata files from HTML pages only, and JSON
// would add nothing pip needs here. `data-core-metadata` alone: with `data-dist-info-metadata`
// pip 22.3 to 23.1 fetches the wheel twice.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "shim/index/page.h"

namespace accel::shim::gate {

inline constexpr char kPageType[] = "text/html; charset=utf-8";

// Every value is escaped; a file without sha256 gets no fragment.
std::string RenderPage(std::string_view name, std::span<const index::File> files);

}  // namespace accel::shim::gate
