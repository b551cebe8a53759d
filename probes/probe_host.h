// SPDX-License-Identifier: Apache-2.0
//
// All facts of a machine that can be read from files: under a millisecond, without a library or a
// child process. Promises that one probe's trouble never costs another probe's facts, and one
// v1.Probe per probe. Never loads a driver library, opens a device, wakes a sleeping GPU or takes a
// driver's lock.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"
#include "probes/host.h"

namespace accel::probes {

// Every probe, in the order of ProbeNames(). Host.origin is "probed".
v1::Host ProbeHost(const Sysroot& sysroot, const compat::Catalog& catalog);

// The probes named in `only` (see ProbeNames); an unknown name is ignored. "container" runs first
// whatever the order.
v1::Host ProbeHost(const Sysroot& sysroot, const compat::Catalog& catalog,
                   const std::vector<std::string>& only);

// "container", "kernel", "libc", "cpu", "nvidia", "amd", "intel".
const std::vector<std::string_view>& ProbeNames();

// 16 hex digits over everything whose change can change the facts: boot id, driver versions,
// display devices and their drivers, device nodes and who may open them, identity of the driver
// libraries, KFD generation. Equal fingerprints mean that ProbeHost would answer the same. No
// secret and no proof: it only spares work. Costs tens of microseconds.
std::string Fingerprint(const Sysroot& sysroot);

}  // namespace accel::probes
