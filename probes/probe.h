// SPDX-License-Identifier: Apache-2.0
//
// The probes, one per subject. Each adds its facts to the host and one v1.Probe that says how it went. Internal to probes/:
// callers use probe_host.h.
#pragma once

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"
#include "probes/host.h"
#include "probes/pci.h"

namespace accel::probes {

// What the probes look at. The references outlive the call.
struct Look {
  const Sysroot& sysroot;
  const compat::Catalog& catalog;
  const PciDisplays& displays;
};

void ProbeNvidia(const Look& look, v1::Host& host);
void ProbeAmd(const Look& look, v1::Host& host);
void ProbeIntel(const Look& look, v1::Host& host);
void ProbeCpu(const Look& look, v1::Host& host);
void ProbeKernel(const Look& look, v1::Host& host);
void ProbeContainer(const Look& look, v1::Host& host);
void ProbeLibc(const Look& look, v1::Host& host);

// Appends the outcome of the probe `name`.
v1::Probe& AddOutcome(v1::Host& host, const char* name, v1::Probe::Outcome outcome, const std::string& evidence = "",
                      const std::string& reason = "", const std::string& fix = "");

// The first of the usual library folders that holds `soname`: its path; empty when none does.
std::string FindLibrary(const Sysroot& sysroot, const std::string& soname);

}  // namespace accel::probes
