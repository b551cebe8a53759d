// SPDX-License-Identifier: Apache-2.0
#include "probes/probe.h"

namespace accel::probes {

v1::Probe& AddOutcome(v1::Host& host, const char* name, v1::Probe::Outcome outcome, const std::string& evidence,
                      const std::string& reason, const std::string& fix) {
  v1::Probe& probe = *host.add_probes();
  probe.set_name(name);
  probe.set_outcome(outcome);
  probe.set_evidence(evidence);
  probe.set_reason(reason);
  probe.set_fix(fix);
  return probe;
}

std::string FindLibrary(const Sysroot& sysroot, const std::string& soname) {
  // WSL, distributions, NixOS, GKE and container mounts, Tegra.
  for (const char* folder :
       {"/usr/lib/wsl/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu/nvidia/current",
        "/usr/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu/nvidia", "/usr/lib/aarch64-linux-gnu/tegra",
        "/usr/lib64", "/usr/lib64/nvidia", "/usr/lib/nvidia", "/usr/lib", "/usr/local/lib", "/run/opengl-driver/lib",
        "/usr/local/nvidia/lib64"}) {
    const std::string path = std::string(folder) + "/" + soname;
    if (sysroot.Stat(path).ok()) return path;
  }
  return "";
}

}  // namespace accel::probes
