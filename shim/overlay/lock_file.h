// SPDX-License-Identifier: Apache-2.0
//
// A lock of the installer's own making (poetry.lock) as blocks of text. Its packages are kept as
// they are written, so that what we never understood is never lost. Pure: bytes in, bytes out.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compat/status.h"

namespace accel::shim::overlay {

// One package: its table and the tables below it.
struct Entry {
  std::string name;     // normalised
  std::string version;  // as written: "2.9.1+cu126"
  std::string text;     // from "[[package]]" on, without the line end behind it

  bool operator==(const Entry&) const = default;
};

struct LockFile {
  std::string head;            // what stands above the first package
  std::vector<Entry> entries;  // in the order of the file; a name may come several times
  std::string tail;            // [extras], [metadata], …
};

// INVALID_ARGUMENT "FILE:LINE:COLUMN: why; what to do" for what is no TOML or no such lock.
absl::StatusOr<LockFile> ParseLockFile(std::string_view bytes, const std::string& file);

// For a lock that the installer wrote: the same bytes again.
std::string ToText(const LockFile& lock);

std::set<std::string> NamesIn(const LockFile& lock);

// The first line `key = "from"` of the entry says `to` instead; nothing where there is none.
void ReplaceValue(const std::string& key, const std::string& from, const std::string& to,
                  Entry& entry);

// The entry at another version, everything else as it is.
Entry AtVersion(Entry entry, const std::string& version);

// The packages of `text`, whose tables are headed "[[package]]", "[[variant.package]]", …, up to
// the first table that is none of theirs; `rest` is set to what begins there. Line by line: the
// caller has parsed the text as TOML and compares.
std::vector<std::string> SplitEntries(std::string_view text, std::string_view array,
                                      std::string_view& rest);

}  // namespace accel::shim::overlay
