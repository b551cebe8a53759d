// SPDX-License-Identifier: Apache-2.0
//
// Newer catalogue files that an administrator or a package put beside the compiled-in catalogue.
// Promises all or nothing: either every file was read and the result is consistent, or an error
// names file, line and column, of what cannot be read and of what contradicts itself. Never changes
// a file and never keeps half a catalogue.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/catalog.pb.h"
#include "catalog/trust.h"
#include "compat/catalog.h"
#include "compat/status.h"

namespace accel::catalog {

// `listed` split at ":", as ACCEL_CATALOG_DIRS gives them; where it is null:
// /usr/share/accel/catalog.d, then /etc/accel/catalog.d: the administrator has the last word.
std::vector<std::string> CatalogFolders(const char* listed);

// Reads one file in protobuf text format. INVALID_ARGUMENT "FILE:LINE:COLUMN: why" (both from 1).
absl::StatusOr<v1::Catalog> ParseCatalogText(const std::string& text, const std::string& file);

// `base` with every *.textproto of the folders merged over it (compat::MergeCatalogs): folder by
// folder, within a folder by name. A folder that does not exist has no files; a file that `trust`
// does not cover is an error.
absl::StatusOr<compat::Catalog> ReadCatalog(v1::Catalog base,
                                            const std::vector<std::string>& folders,
                                            const Trust& trust);
// The same over the compiled-in catalogue, with the keys of this machine (ACCEL_CATALOG_KEYS).
absl::StatusOr<compat::Catalog> ReadCatalog(const std::vector<std::string>& folders);

}  // namespace accel::catalog
