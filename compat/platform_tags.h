// SPDX-License-Identifier: Apache-2.0
//
// Which wheels an interpreter can install: PEP 425, 600 (manylinux), 656 (musllinux).
// Promises the list of pypa/packaging >= 26.3's sys_tags on Linux, in its order, from facts alone.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/interpreter.pb.h"
#include "compat/status.h"
#include "compat/wheel_name.h"

namespace accel::compat {

struct Tag {
  std::string python, abi, platform;
  bool operator==(const Tag&) const = default;
  auto operator<=>(const Tag&) const = default;
};

// Best first. INVALID_ARGUMENT names the fact that is needed and not there: implementation,
// version, platform, on Linux the kind of libc ("glibc", "musl", or "none" for a static
// interpreter) with its version, and the ABIs of an interpreter other than CPython. Refuses what
// would make the list endless: versions far beyond any Python or C library, more than 16 ABIs.
absl::StatusOr<std::vector<Tag>> SupportedTags(const v1::Interpreter& interpreter);

// Only the platforms, best first: "linux_x86_64", "manylinux_2_36_x86_64", … A 32-bit interpreter
// on a 64-bit kernel is known by its own platform, "linux-i686" or "linux-armv8l", whatever uname
// says; armv7l is taken for hard-float.
absl::StatusOr<std::vector<std::string>> SupportedPlatforms(const v1::Interpreter& interpreter);

// The set to ask often: can this wheel be installed there?
class TagSet {
 public:
  explicit TagSet(std::vector<Tag> tags);
  bool Supports(const WheelName& wheel) const;

 private:
  std::vector<Tag> sorted_;
};

}  // namespace accel::compat
