// SPDX-License-Identifier: Apache-2.0
//
// A build under its plain version (pin-style = "plain"): torch 2.9.1+cu126 is noted as torch 2.9.1,
// so that every tool takes a lock that says 2.9.1 for fulfilled; PyTorch does the same to its own
// uploads to PyPI. A note beside METADATA keeps the true version. Promises that an end at any
// moment leaves a package that is there; what was left half done is finished by the next call.
#pragma once

#include <string>
#include <vector>

#include "compat/status.h"

namespace accel::shim {

// Notes the installed `name` under its plain version; nothing to do for one without a local part.
// `site_packages` as DistInfoOf. NOT_FOUND when it is not installed.
absl::Status MakePlain(const std::vector<std::string>& site_packages, const std::string& name);

// The true version of what is installed in the *.dist-info folder; empty when it has no note.
std::string TrueVersion(const std::string& dist_info);

}  // namespace accel::shim
