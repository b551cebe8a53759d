// SPDX-License-Identifier: Apache-2.0
//
// The files of an installed package against its RECORD (the standard "Recording installed
// projects"). Reads only.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "compat/status.h"

namespace accel::shim {

// What the RECORDs of an environment list, as paths below site-packages.
using Recorded = std::unordered_set<std::string>;
Recorded ReadRecorded(const std::vector<std::string>& site_packages);

struct RecordCheck {
  std::size_t files = 0;             // those that must have a hash
  std::vector<std::string> changed;  // paths as RECORD has them: other bytes, no plain file of the
                                     // environment, not there, or without a hash that counts
  std::vector<std::string> added;    // in the package's folders, and in no RECORD; sorted
};

// `dist_info` is the package's *.dist-info folder, in ENVIRONMENT/lib/python3.X/site-packages.
// RECORD itself, what is written after it (signatures; by Poetry direct_url.json) and byte code
// need no hash and need not be listed.
// NOT_FOUND without RECORD; INVALID_ARGUMENT for one that cannot be read, with its line, or that
// names none of the files that the package must have.
// Without `recorded` nobody looks for what was added.
absl::StatusOr<RecordCheck> CheckRecord(const std::string& dist_info,
                                        const Recorded* recorded = nullptr);

}  // namespace accel::shim
