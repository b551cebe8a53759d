// SPDX-License-Identifier: Apache-2.0
//
// The text of files under /sys, /proc and /etc, taken apart.
// Promises views into the text given, and no value for a number that is not one. Never throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accel::probes {

std::string_view Trim(std::string_view text);
std::string_view FirstLine(std::string_view text);  // trimmed
std::vector<std::string_view> Lines(std::string_view text);
std::vector<std::string_view> Words(std::string_view text);  // separated by spaces and tabs

// The whole of `text` as a number; "0x" is skipped in base 16.
std::optional<std::uint64_t> ParseNumber(std::string_view text, int base = 10);

// "580.95.05": at least two numbers and nothing else, at most 32 bytes.
bool IsDottedVersion(std::string_view text);

// What may go into a message: printable ASCII, other bytes as '?', at most `limit` bytes.
std::string Cleaned(std::string_view text, std::size_t limit = 256);

// The part of a path after its last slash.
std::string_view BaseName(std::string_view path);

bool ContainsIgnoringCase(std::string_view text, std::string_view lower_needle);

}  // namespace accel::probes
