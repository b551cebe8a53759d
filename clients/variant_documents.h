// SPDX-License-Identifier: Apache-2.0
//
// Index documents of variant wheels (PEP 825) in a file: NAME-VERSION-variants.json, or the
// [packages.variants-json] of a pylock.toml (PEP 751), which is the same document as TOML.
// Never judges one: compat/variant_index.h reads it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compat/status.h"

namespace accel::clients {

struct VariantDocument {
  std::string name;  // "torch 2.9.0", or the file's name where that says neither
  std::string json;
};

// Of the bytes of `file`. INVALID_ARGUMENT "FILE:LINE:COLUMN: why" for TOML that cannot be read, or
// a lock without such documents.
absl::StatusOr<std::vector<VariantDocument>> ParseVariantDocuments(std::string_view bytes,
                                                                   const std::string& file);

// Of the file at `path`. NOT_FOUND where it cannot be opened.
absl::StatusOr<std::vector<VariantDocument>> ReadVariantDocuments(const std::string& path);

}  // namespace accel::clients
