// SPDX-License-Identifier: Apache-2.0
//
// The processor: architecture, features that all of its cores share, and the level they make.
// Promises a level only when its whole feature list is there. Never executes cpuid: a captured tree
// must answer the same. Source: x86-64 psABI (levels); Arm ARM via archspec (versions); Linux'
// spelling of both in /proc/cpuinfo.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "accel/v1/host.pb.h"
#include "probes/host.h"

namespace accel::probes {

// "x86-64-v1" … "x86-64-v4"; empty when the flags are not even those of v1. `flags` as
// /proc/cpuinfo spells them (pni, abm).
std::string X86Level(const std::set<std::string, std::less<>>& flags);

// "armv8.0-a" … "armv8.6-a", "armv9.0-a"; empty without asimd.
std::string ArmLevel(const std::set<std::string, std::less<>>& features);

// Adds host.cpu and the probe "cpu".
void ProbeCpu(const Sysroot& sysroot, v1::Host& host);

}  // namespace accel::probes
