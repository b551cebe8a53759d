// SPDX-License-Identifier: Apache-2.0
//
// Selected packages of a lock as a requirements file that pip checks by hash. Pure.
#pragma once

#include <string>
#include <vector>

#include "shim/overlay/locked_package.h"

namespace accel::shim::overlay {

// `head` becomes the comment at the top. Indexes of their own are named beside the default one, or
// instead of it where every package has one: the hashes decide what is taken. Folders have no
// hash, so pip could not take them here: they become comments.
std::string ToHashedRequirements(const std::string& head,
                                 const std::vector<LockedPackage>& packages);

}  // namespace accel::shim::overlay
