// SPDX-License-Identifier: Apache-2.0
#include "probes/probe_host.h"

#include <algorithm>

#include "probes/amd.h"
#include "probes/container.h"
#include "probes/cpu.h"
#include "probes/intel.h"
#include "probes/kernel.h"
#include "probes/libc.h"
#include "probes/nvidia.h"
#include "probes/pci.h"

namespace accel::probes {

const std::vector<std::string_view>& ProbeNames() {
  static const auto* names = new std::vector<std::string_view>{"container", "kernel", "libc", "cpu",
                                                               "nvidia",    "amd",    "intel"};
  return *names;
}

v1::Host ProbeHost(const Sysroot& sysroot, const compat::Catalog& catalog) {
  return ProbeHost(sysroot, catalog, {ProbeNames().begin(), ProbeNames().end()});
}

v1::Host ProbeHost(const Sysroot& sysroot, const compat::Catalog& catalog,
                   const std::vector<std::string>& only) {
  const auto wanted = [&](std::string_view name) {
    return std::find(only.begin(), only.end(), name) != only.end();
  };
  const bool nvidia = wanted("nvidia"), amd = wanted("amd"), intel = wanted("intel");
  v1::Host host;
  host.set_schema("accel.v1");
  host.set_origin("probed");
  // What a missing device node means depends on it.
  if (wanted("container") || nvidia || amd || intel) ProbeContainer(sysroot, host);
  if (wanted("kernel")) ProbeKernel(sysroot, host);
  if (wanted("libc")) ProbeLibc(sysroot, host);
  if (wanted("cpu")) ProbeCpu(sysroot, host);
  if (!nvidia && !amd && !intel) return host;
  const PciScan pci = ScanPci(sysroot);
  if (nvidia) ProbeNvidia(sysroot, pci, catalog, host);
  if (amd) ProbeAmd(sysroot, pci, catalog, host);
  if (intel) ProbeIntel(sysroot, pci, catalog, host);
  return host;
}

}  // namespace accel::probes
