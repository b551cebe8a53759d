// SPDX-License-Identifier: Apache-2.0
//
// Whose catalogue files are believed: those that are signed by a known key, and unsigned ones that
// root alone can have put there. A catalogue decides what is installed, so whoever can write one
// decides, too. Never asks a server, never runs a program.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "compat/status.h"

namespace accel::catalog {

struct Trust {
  std::vector<std::string> keys;  // Ed25519 public keys, PEM (SubjectPublicKeyInfo, RFC 8410)
  uid_t owner = 0;                // whose unsigned files are taken beside root's
};

// The compiled-in key (cmake -DACCEL_CATALOG_KEY=FILE), if any, and those in the files that
// `listed` names, split at ":"; where it is null, in /etc/accel/catalog-keys/*.pem. The owner is
// the user whom the process runs as. FAILED_PRECONDITION for a key that cannot be read.
absl::StatusOr<Trust> CatalogTrust(const char* listed);

// `file` holds `text`. With FILE.sig beside it (64 bytes, as `openssl pkeyutl -sign -rawin` writes
// them) the signature must be of one of the keys: PERMISSION_DENIED. Without, the file and its
// folder must be root's or the owner's, and writable by nobody else.
absl::Status CheckTrust(const std::string& file, const std::string& text, const Trust& trust);

}  // namespace accel::catalog
