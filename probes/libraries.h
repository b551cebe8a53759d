// SPDX-License-Identifier: Apache-2.0
//
// Where the dynamic linker would find a library, without asking it: its cache and fixed folders, so
// that nobody's LD_LIBRARY_PATH counts. Never opens a library.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "probes/host.h"

namespace accel::probes {

// Folders in which distributions, NixOS, GKE, WSL and Jetson put driver libraries, in the order
// they are tried.
std::vector<std::string> LibraryFolders(const Sysroot& sysroot);

// The first FOLDER/name that is there (links followed); empty when none is. A few dozen file
// look-ups.
std::string FindInFolders(const Sysroot& sysroot, std::string_view name);

struct FoundLibrary {
  std::string path;            // empty: not found
  bool proven_absent = false;  // the linker's cache was read and has it neither
};

// Under WSL its own folder, then the linker's cache, then the folders.
FoundLibrary FindLibrary(const Sysroot& sysroot, std::string_view name);

}  // namespace accel::probes
