// SPDX-License-Identifier: Apache-2.0
//
// Which GPUs of a machine count? The policies of design and query: all, best, any, visible.
// Promises indices into Host.gpus in the host's order. Never selects a GPU of another vendor, or
// one that is set aside.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "accel/v1/compatibility.pb.h"
#include "accel/v1/host.pb.h"

namespace accel::compat {

// Whose code must run: what a query says about the GPUs of the machine.
struct GpuPolicy {
  v1::Policy policy = v1::ALL;
  std::vector<std::string>
      visible;              // policy VISIBLE: indices of the vendor's enumeration, or bus ids
  std::set<int> set_aside;  // indices into Host.gpus that do not count
};

struct GpuSelection {
  std::vector<int> usable;     // outcome OK and wanted by the policy
  std::vector<int> unusable;   // there, wanted, but outcome not OK
  bool one_is_enough = false;  // policy ANY
};

GpuSelection SelectGpus(const v1::Host& host, v1::Vendor vendor, const GpuPolicy& policy);

// "GeForce GTX 1080 (sm_61)", "gfx1100", for messages.
std::string Describe(const v1::Gpu& gpu);

}  // namespace accel::compat
