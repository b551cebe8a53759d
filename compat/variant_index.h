// SPDX-License-Identifier: Apache-2.0
//
// The index document of a version's variant wheels, `NAME-VERSION-variants.json` (PEP 825), and
// what came before it: schema 0.0.2 and 0.0.3 (with `providers` and `static-properties`, published
// for torch 2.8 to 2.10), 0.1.x (peps/825), 0.2.0 (variants-schema.wheelnext.dev) and peps/850.
// Read by major version: another one is refused, a newer minor is read, unknown keys are passed
// over. Never runs what a provider names.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "accel/v1/compatibility.pb.h"
#include "compat/status.h"

namespace accel::compat {

// The label of the variant without properties. Schema 0.0.2 calls it 00000000.
inline constexpr char kNullLabel[] = "null";

// The namespace whose values are versions of installed packages; never listed among the priorities,
// ordered last.
inline constexpr char kAbiDependency[] = "abi_dependency";

struct VariantProvider {
  bool optional = false;  // asked only where the user says so
  std::string enable_if;  // a marker (0.0.x); empty = always
};

struct VariantIndex {
  std::vector<std::string> namespaces;                       // most important first
  std::map<std::string, std::vector<std::string>> features;  // by namespace: those that come first
  std::vector<v1::Property> values;                          // values that come first
  std::vector<v1::Property> fixed;                           // what a namespace supports everywhere
  std::map<std::string, VariantProvider> providers;          // by namespace; none before 0.0.3
  std::vector<v1::Variant> variants;                         // by label, as the document has them
};

// INVALID_ARGUMENT "FILE: why" when the document contradicts PEP 825: then variant wheels of that
// version are not to be used.
absl::StatusOr<VariantIndex> ParseVariantIndex(std::string_view json, const std::string& file);

}  // namespace accel::compat
