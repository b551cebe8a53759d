// SPDX-License-Identifier: Apache-2.0
//
// accel.lock, the lock overlay: beside a project's universal lock, per accelerator tag, what that
// lock would hold had the builds of the tag been pinned. Meant to be committed, so its bytes are
// the same for the same content, and a variant that changes is one hunk of a diff. Pure. The format
// is described in docs/accel-lock.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compat/status.h"
#include "shim/overlay/difference.h"

namespace accel::shim::overlay {

inline constexpr char kLockName[] = "accel.lock";

// The tag of the variant that holds the project's own builds.
inline constexpr char kOwnTag[] = "own";

// The lock that is overlaid.
struct Base {
  std::string kind;    // "poetry"
  std::string file;    // "poetry.lock", beside accel.lock
  std::string sha256;  // of the file; another one = the overlay is stale

  bool operator==(const Base&) const = default;
};

// Letters, digits, '.', '_' and '-': a tag becomes part of URLs and of file names.
bool IsTag(std::string_view tag);

struct Variant {
  std::string tag;                  // "cu126"
  std::string index;                // where the builds come from: the true index, never a mirror
  std::vector<std::string> pinned;  // "torch==2.9.1+cu126", sorted
  Difference difference;

  bool operator==(const Variant&) const = default;
};

struct AccelLock {
  Base base;
  std::vector<Variant> variants;  // by tag; each tag once
};

// INVALID_ARGUMENT "FILE:LINE:COLUMN: why; run accel-shim lock to write it anew": no TOML, a key
// that is missing, an entry without a hash, a variant that was changed by hand.
// FAILED_PRECONDITION: a newer format, a pinned package from elsewhere than the variant's index.
absl::StatusOr<AccelLock> ParseAccelLock(std::string_view bytes, const std::string& file);

std::string ToText(const AccelLock& lock);

// FAILED_PRECONDITION when something of `pinned` ("torch==2.9.1+cu126") is in `entries` at another
// version or from elsewhere than `index`; without an index, than the pin says ("torch @ ./t.whl").
absl::Status CheckSources(const std::string& index, const std::vector<std::string>& pinned,
                          const std::vector<Entry>& entries);

// FAILED_PRECONDITION when a file of the variant has no sha256: then it cannot be written down.
absl::Status CheckHashes(const Variant& variant);

// `universal` with what the variant changes. FAILED_PRECONDITION when that lacks a pin, or has it
// from elsewhere.
absl::StatusOr<LockFile> LockFor(const LockFile& universal, const Variant& variant);

const Variant* FindVariant(const AccelLock& lock, std::string_view tag);

}  // namespace accel::shim::overlay
