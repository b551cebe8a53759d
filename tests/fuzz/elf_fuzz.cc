// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as an ELF file and as the linker's cache: an answer within bounds, in printable text.
#include <algorithm>
#include <string>

#include "probes/elf.h"
#include "probes/ld_cache.h"
#include "tests/fuzz/require.h"

namespace {

bool IsPrintable(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using accel::fuzz::Require;
  const std::string_view bytes = accel::fuzz::Text(data, size);
  if (const auto facts = accel::probes::ParseElf(bytes); facts.ok()) {
    Require(IsPrintable(facts->interpreter) && facts->interpreter.size() <= 4096,
            "an interpreter is a short printable path");
    Require(facts->defined_versions.size() <= 4096, "versions are bounded");
    for (const std::string& version : facts->defined_versions)
      Require(IsPrintable(version), "a version is printable");
    accel::probes::HighestVersion(facts->defined_versions, "GLIBC_");
  }
  const auto found = accel::probes::FindInLdCache(bytes, "libcuda.so.1");
  Require(!found || (IsPrintable(*found) && found->size() <= 4096),
          "a path from the cache is printable");
  return 0;
}
