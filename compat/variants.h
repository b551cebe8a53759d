// SPDX-License-Identifier: Apache-2.0
//
// Which variants run on a machine and which of them is the best one, as PEP 825 orders them. Pure.
#pragma once

#include <limits>
#include <set>
#include <string>
#include <vector>

#include "accel/v1/compatibility.pb.h"
#include "compat/marker.h"
#include "compat/variant_index.h"

namespace accel::compat {

// Which providers of a document answer: the optional ones that somebody asked for, and those whose
// marker (enable-if) holds.
struct ProviderChoice {
  std::set<std::string> asked;    // namespaces
  MarkerEnvironment environment;  // empty: markers hold; without a Python, those about Python do
};

// False when the namespace's provider does not answer: none of its properties is supported.
bool Answers(const std::string& ns, const VariantIndex& index, const ProviderChoice& choice);

// What decides, most important first: the ordered values that the machine supports of each feature.
// `host` holds the lists of all namespaces, features in the providers' order, values best first.
// What the document itself says of a namespace (static properties) goes before the machine's; its
// priorities reorder features and values.
// The namespace abi_dependency comes last, features by name.
std::vector<v1::Property> AxesFor(const VariantIndex& index, const std::vector<v1::Property>& host,
                                  const ProviderChoice& choice = {});

// For each axis the best place that the variant reaches in its list, or kMissing. Lexicographically
// smaller is better.
inline constexpr std::size_t kMissing = std::numeric_limits<std::size_t>::max();
std::vector<std::size_t> RankVector(const v1::Variant& variant,
                                    const std::vector<v1::Property>& axes);

// Whether each feature of the variant has a value that the machine supports.
bool IsSupported(const v1::Variant& variant, const std::vector<v1::Property>& axes);

// The labels that run on the machine, best first; equal ranks by label. Null, which always runs, is
// among them when the document has it.
std::vector<std::string> OrderVariants(const VariantIndex& index,
                                       const std::vector<v1::Property>& axes);

}  // namespace accel::compat
