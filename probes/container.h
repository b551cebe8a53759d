// SPDX-License-Identifier: Apache-2.0
//
// Is this a container, and whose? It decides what a missing device node means.
// Promises the file that decided. Never reads another process' environment.
// Source: systemd CONTAINER_INTERFACE (/run/systemd/container), moby and podman (marker files),
// cgroup paths of the runtimes.
#pragma once

#include "accel/v1/host.pb.h"
#include "probes/host.h"

namespace accel::probes {

// Adds host.container (kind empty = none) and the probe "container".
void ProbeContainer(const Sysroot& sysroot, v1::Host& host);

}  // namespace accel::probes
