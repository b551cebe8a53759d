// SPDX-License-Identifier: Apache-2.0
//
// The one door from untrusted text (index, lock, driver, project) to a terminal or a log.
#pragma once

#include <string>
#include <string_view>

namespace accel::compat {

// C0, C1, DEL, bidirectional controls, line separators and invalid UTF-8 become \xNN; everything
// else stays (CWE-150).
std::string PrintSafe(std::string_view text);

// A URL without user, password, query and fragment: what may be shown or logged.
std::string PrintSafeUrl(std::string_view url);

}  // namespace accel::compat
