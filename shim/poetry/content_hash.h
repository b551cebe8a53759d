// SPDX-License-Identifier: Apache-2.0
//
// The content-hash that Poetry writes into poetry.lock: SHA-256 over what of pyproject.toml the
// lock depends on, as Python's json.dumps(…, sort_keys=True) writes it. For a lock of ours to be
// accepted as belonging to a pyproject.toml of ours. Pure.
#pragma once

#include <toml++/toml.h>

#include <string>

#include "compat/status.h"

namespace accel::shim::poetry {

// `kWithGroups`: Poetry 2.3 and newer; [dependency-groups] (PEP 735) counts.
enum class HashStyle { kWithoutGroups, kWithGroups };

// 64 hexadecimal digits. INVALID_ARGUMENT for a value that JSON cannot hold (a date), as Poetry
// fails on it too.
absl::StatusOr<std::string> ContentHash(const toml::table& pyproject, HashStyle style);

// `node` as json.dumps(…, sort_keys=True) writes it.
absl::StatusOr<std::string> ToPythonJson(const toml::node& node);

}  // namespace accel::shim::poetry
