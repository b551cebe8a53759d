// SPDX-License-Identifier: Apache-2.0
//
// One package of a lock, as far as we read what the resolver wrote: what is exported, verified and
// pinned goes by it. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compat/status.h"
#include "shim/overlay/lock_file.h"

namespace accel::shim::overlay {

struct LockedFile {
  std::string name;  // "torch-2.9.1+cu126-cp312-cp312-manylinux_2_28_x86_64.whl"
  std::string hash;  // "sha256:…"; empty = the lock names none
};

// Where a package comes from, when not from the resolver's default index.
struct Source {
  std::string type;       // "legacy" (an index), "directory", "file", "url", "git"
  std::string url;        // as written: a path for "directory" and "file"
  std::string reference;  // the name of an index, or a commit
};

// A package belongs to groups of the project, to each under a marker.
struct Group {
  std::string name;    // "main", "dev"
  std::string marker;  // PEP 508, with `extra == "…"` for the project's extras; empty = always
};

// What it needs beside itself.
struct Dependency {
  std::string name;    // normalised
  std::string marker;  // PEP 508; empty = always
};

struct LockedPackage {
  std::string name;     // normalised
  std::string version;  // "2.9.1+cu126"
  std::string requires_python;
  std::vector<Group> groups;  // empty = the lock does not say (lock-version before 2.1)
  std::vector<LockedFile> files;
  std::optional<Source> source;
  std::vector<Dependency> dependencies = {};  // without those of its extras
};

// From an index: the resolver's default one, or one of its own.
bool IsOnIndex(const LockedPackage& package);

// From a folder or a file of the project's: the source's url is a path.
bool IsOnPath(const LockedPackage& package);

// Where it comes from, for a message: without user and password.
std::string OriginOf(const LockedPackage& package);

// Takes user and password out of the URL (http, https) that it comes from; whether there were any.
bool DropLogin(LockedPackage& package);

// 64 hexadecimal digits; empty when the lock names none, or something else.
std::string Sha256Of(const LockedFile& file);

// INVALID_ARGUMENT with the package's name and the place in its entry; also for control characters,
// which would become lines of what is written from it.
absl::StatusOr<LockedPackage> ReadLockedPackage(const Entry& entry);

// The SHA-256 of the one file of `name`; empty when there is no such package, or not one file.
std::string LockedHashOf(const LockFile& lock, const std::string& name);

absl::StatusOr<std::vector<LockedPackage>> ReadLockedPackages(const LockFile& lock);

// The extras in `extra == "ml" or extra == "all"`.
std::vector<std::string> ExtrasIn(const std::string& marker);

}  // namespace accel::shim::overlay
