// SPDX-License-Identifier: Apache-2.0
//
// What to do about a device node that may not be opened, or is not there.
#pragma once

#include <string>

#include "accel/v1/host.pb.h"
#include "probes/host.h"

namespace accel::probes {

// The name of a group by /etc/group; its number when it has none there.
std::string GroupName(const Sysroot& sysroot, std::uint32_t group);

// "add your user to the group render (…)": from the group that owns `path`.
std::string FixForDenied(const Sysroot& sysroot, const std::string& path);

// True inside a container that is not merely WSL.
bool InContainer(const v1::Host& host);

}  // namespace accel::probes
