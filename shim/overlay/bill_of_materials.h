// SPDX-License-Identifier: Apache-2.0
//
// Selected packages of a lock as a bill of materials: CycloneDX 1.6, JSON (ECMA-424), with purls as
// the package-url specification writes them for PyPI. Pure.
#pragma once

#include <string>
#include <vector>

#include "compat/platform_tags.h"
#include "shim/overlay/locked_package.h"

namespace accel::shim::overlay {

// `project` is the name of what is built. Each package has the hash of the file that is installed
// where `tags` can be, best first, and the index it comes from.
std::string ToBillOfMaterials(const std::string& project,
                              const std::vector<LockedPackage>& packages,
                              const std::vector<compat::Tag>& tags);

}  // namespace accel::shim::overlay
