// SPDX-License-Identifier: Apache-2.0
//
// Builds of the project's own: what [tool.accel.packages.NAME] of pyproject.toml says. Pure.
//   wheel = "./dist/torch-….whl" or a URL: that file, on every machine, pinned by its hash
//   index = {cu126 = "https://…"}: the builds of a tag come from there; under the family's leader
//   external = true: it is on the machine already; never installed, replaced or locked
#pragma once

#include <toml++/toml.h>

#include <map>
#include <string>
#include <vector>

#include "compat/catalog.h"
#include "compat/platform_tags.h"
#include "shim/overlay/accel_lock.h"
#include "shim/poetry/manifest.h"

namespace accel::shim::poetry {

using overlay::kOwnTag;

// With neither wheel nor index the package is external.
struct OwnBuild {
  std::string wheel;                         // path below the project's folder, or URL
  std::map<std::string, std::string> index;  // by tag
  std::string place;                         // "pyproject.toml:12:1"
};
using OwnBuilds = std::map<std::string, OwnBuild>;  // by normalised name

// INVALID_ARGUMENT with file, line and column: a key that is none of these, several of them, a
// name that has no builds, a wheel of another name, a URL with a password.
absl::StatusOr<OwnBuilds> ReadOwnBuilds(const toml::table& pyproject, const std::string& file,
                                        const compat::Catalog& catalog);

// The members that have a wheel, pinned to it, and those that are external, as they are locked and
// without a wheel. Empty: the index decides.
std::vector<Pin> OwnPins(const std::vector<Pin>& members, const OwnBuilds& own);

// FAILED_PRECONDITION when one of their wheels is for another Python than the one of `tags`.
absl::Status CheckTags(const std::vector<Pin>& own_pins, const compat::TagSet& tags);

// A project of this name and version that needs nothing: stands for what is external.
std::string StandIn(const std::string& name, const std::string& version);

// What an overlay says of them: "torch @ ./dist/torch-….whl", "torch external".
std::vector<std::string> Pinned(const std::vector<Pin>& own_pins);

}  // namespace accel::shim::poetry
