// SPDX-License-Identifier: Apache-2.0
//
// Wheels of a package family that call themselves something else in their own METADATA. pip before
// 24.2 installs them: it reads the file's name alone.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/verdict.pb.h"
#include "compat/catalog.h"
#include "shim/family_index.h"
#include "shim/index/fetcher.h"
#include "shim/installed.h"

namespace accel::shim::pip {

// Whether the pip among `installed` looks into a wheel before it installs it; false where there is
// none, as `pip --python` serves environments without.
bool LooksInside(const Installed& installed);

// Before the run: FAILED_PRECONDITION when a wheel of `choice` has another name inside. A server
// that does not give parts of a file cannot be asked: then FalseNames() tells afterwards.
absl::Status CheckNames(const std::vector<v1::Choice>& choice, FamilyIndex& index,
                        index::Fetcher& fetcher, const compat::Catalog& catalog);

// After the run: one sentence per member that was installed or changed and has another name inside.
std::vector<std::string> FalseNames(const Installed& before, const Installed& after,
                                    const std::vector<std::string>& folders,
                                    const compat::Catalog& catalog);

}  // namespace accel::shim::pip
