// SPDX-License-Identifier: Apache-2.0
//
// The namespace amd as its two providers list it. amd-variant-provider asks the tools of an
// installed ROCm: the targets in alphabetical order, unknown ones too (rocm_agent_enumerator names
// them where rocminfo's are dropped), and that one version. rocm-bootstrap 0.3.0 (PyPI) asks the
// kernel: the targets in the order of KFD's nodes by name, and none where it does not know one.
// Promises their lists. Never judges whether a GPU can be used.
#pragma once

#include <vector>

#include "accel/v1/host.pb.h"
#include "accel/v1/verdict.pb.h"

namespace accel::compat {

void AddAmd(const v1::Host& host, std::vector<v1::Property>& out);
void AddRocmBootstrap(const v1::Host& host, std::vector<v1::Property>& out);

}  // namespace accel::compat
