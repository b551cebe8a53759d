// SPDX-License-Identifier: Apache-2.0
//
// The C library of the machine: glibc or musl, and its version. An interpreter may bring another
// one. Never runs or loads it: the version is read from the ELF file's version definitions.
#pragma once

#include "accel/v1/host.pb.h"
#include "probes/host.h"

namespace accel::probes {

// Adds host.libc and the probe "libc". The interpreter of /bin/sh tells which library is the
// machine's own.
void ProbeLibc(const Sysroot& sysroot, v1::Host& host);

}  // namespace accel::probes
