// SPDX-License-Identifier: Apache-2.0
//
// TOML as text: read with the place of every mistake, written as one string at a time; and a table
// as JSON.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <string_view>

#include "compat/status.h"

namespace accel::clients {

// INVALID_ARGUMENT "FILE:LINE:COLUMN: why; ADVICE"; also for names of more than 100 parts. Where
// the line alone is known the column is 1.
absl::StatusOr<toml::table> ParseToml(std::string_view bytes, const std::string& file,
                                      const std::string& advice = "mend the file");

// "FILE:LINE:COLUMN" of a node.
std::string PlaceOf(const toml::node& node, const std::string& file);

// "\r\n" as "\n": a checkout may have either.
std::string WithUnixLineEnds(std::string_view text);

// A basic string with its quotes.
std::string Quote(std::string_view text);

// With a line end after it.
std::string ToJson(const toml::table& table);

}  // namespace accel::clients
