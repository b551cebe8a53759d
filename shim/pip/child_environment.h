// SPDX-License-Identifier: Apache-2.0
//
// What pip gets to see: the gate in place of every index, loopback past every proxy. Pure: values
// in, values out.
#pragma once

#include <string>
#include <vector>

#include "clients/environment.h"
#include "shim/pip/request.h"

namespace accel::shim::pip {

// The gate's index URLs, one per index of the user; constraint, netrc and pip configuration files
// by name (empty = none).
struct GateFiles {
  std::vector<std::string> indexes;
  std::string constraints, netrc, config;
};

// What pip's configuration files must say for the gate to hold, also where pip does not look at
// variables (--isolated) and in the pips that pip starts for a build. Empty when the files say
// nothing that matters.
std::string ChildConfig(const PipRequest& request, const GateFiles& gate,
                        const std::vector<ConfigEntry>& files);

// The variables: PIP_INDEX_URL, PIP_EXTRA_INDEX_URL (an append option: set, or a file's value would
// be used), PIP_CONSTRAINT and the like where copies take the place of files, NO_PROXY,
// NETRC. pip's own proxy option becomes HTTP_PROXY and HTTPS_PROXY, since pip would send the gate's
// requests there.
clients::Environment ChildEnvironment(const PipRequest& request, const GateFiles& gate,
                                      clients::Environment environment);

// The words behind the tool: index options out, the gate and the constraints in, `more`
// requirements at the end.
std::vector<std::string> ChildArguments(const PipRequest& request, const GateFiles& gate,
                                        const std::vector<std::string>& more);

}  // namespace accel::shim::pip
