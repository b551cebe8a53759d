// SPDX-License-Identifier: Apache-2.0
//
// What is installed in an environment, read from the dist-info folders (PEP 376) without running
// Python.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compat/version.h"

namespace accel::shim {

// Normalised name -> version. `folders` are site-packages in the order of sys.path; the first to
// hold a name wins. Folders that do not exist or cannot be read hold nothing; a folder name that is
// no dist-info is passed over.
using Installed = std::map<std::string, compat::Version, std::less<>>;
Installed ReadInstalled(const std::vector<std::string>& folders);

// Whether the version of `name`, which is in `after`, is another than before.
bool Changed(const std::string& name, const Installed& before, const Installed& after);

// The dist-info folders of `name`: one, unless an installation was cut short.
std::vector<std::string> DistInfosOf(const std::vector<std::string>& folders,
                                     const std::string& name);

// The first of them; empty when it is not installed.
std::string DistInfoOf(const std::vector<std::string>& folders, const std::string& name);

// What the METADATA of the installed `name` calls itself, normalised; empty when it does not say.
std::string NameInside(const std::vector<std::string>& folders, const std::string& name);

}  // namespace accel::shim
