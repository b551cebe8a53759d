// SPDX-License-Identifier: Apache-2.0
//
// Machines and the catalogue for tests of the judge: made by hand, without probes.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "accel/v1/host.pb.h"
#include "catalog/embedded.h"
#include "compat/catalog.h"

namespace accel::compat {

inline const Catalog& RealCatalog() {
  static const Catalog catalog = *Catalog::FromBinary(catalog::EmbeddedBytes());
  return catalog;
}

// A machine with these NVIDIA GPUs ("6.1") and this driver.
inline v1::Host Nvidia(const std::vector<std::string>& capabilities, const std::string& driver) {
  v1::Host host;
  host.mutable_cpu()->set_architecture("x86_64");
  host.mutable_nvidia()->set_version(driver);
  for (const std::string& capability : capabilities) {
    v1::Gpu& gpu = *host.add_gpus();
    gpu.set_vendor(v1::VENDOR_NVIDIA);
    gpu.set_compute_capability(capability);
    gpu.set_outcome(v1::Probe::OK);
    gpu.set_visible_index(host.gpus_size() - 1);
  }
  return host;
}

inline v1::Host Amd(const std::vector<std::string>& targets) {
  v1::Host host;
  host.mutable_cpu()->set_architecture("x86_64");
  for (const std::string& target : targets) {
    v1::Gpu& gpu = *host.add_gpus();
    gpu.set_vendor(v1::VENDOR_AMD);
    gpu.set_gfx(target);
    gpu.set_outcome(v1::Probe::OK);
    gpu.set_visible_index(host.gpus_size() - 1);
  }
  return host;
}

inline v1::Host Intel(const std::string& device_ip) {
  v1::Host host;
  host.mutable_cpu()->set_architecture("x86_64");
  v1::Gpu& gpu = *host.add_gpus();
  gpu.set_vendor(v1::VENDOR_INTEL);
  gpu.set_device_ip(device_ip);
  gpu.set_outcome(v1::Probe::OK);
  return host;
}

inline v1::Host NoGpu() {
  v1::Host host;
  host.mutable_cpu()->set_architecture("x86_64");
  return host;
}

}  // namespace accel::compat
