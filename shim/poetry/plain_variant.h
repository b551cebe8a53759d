// SPDX-License-Identifier: Apache-2.0
//
// Variants that change nothing: where the plain wheels of the default index are the builds of a
// tag, the project's own lock says all there is to say, and nothing is fetched anew. What the plain
// wheel of a version is the catalogue knows for x86_64 alone. Pure.
#pragma once

#include "shim/family_state.h"
#include "shim/overlay/accel_lock.h"
#include "shim/overlay/locked_package.h"
#include "shim/poetry/project.h"

namespace accel::shim::poetry {

// The members as `project` has them locked are the builds of `tag`: plain wheels of the default
// index, which the catalogue knows to be that.
bool ArePlainBuilds(const Project& project, const std::vector<Pin>& members, const std::string& tag,
                    const v1::Package& leader, const compat::Catalog& catalog);

// `package` is locked from PyPI, or from a source of `project` that stands in for it.
bool IsFromDefaultIndex(const Project& project, const overlay::LockedPackage& package,
                        const v1::Package& leader);

// It pins nothing.
bool IsPlain(const overlay::Variant& variant);

// The variant of `tag`, unless it is plain and `takes_plain` is false.
const overlay::Variant* FindVariant(const overlay::AccelLock& lock, std::string_view tag,
                                    bool takes_plain);

}  // namespace accel::shim::poetry
