// SPDX-License-Identifier: Apache-2.0
//
// Whether anything was made, renamed or removed below some folders. Reads folders alone, never
// files; a folder that is named may be a link, below it none is followed.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace accel::shim {

// The clock that the kernel stamps files with: behind the precise one by up to some milliseconds.
std::chrono::nanoseconds FileClockNow();

// True when a folder at or below one of `folders` has changed since `time`. `__pycache__` does not
// count: every run of Python writes there. What cannot be read has not changed.
bool ChangedSince(const std::vector<std::string>& folders, std::chrono::nanoseconds time);

}  // namespace accel::shim
