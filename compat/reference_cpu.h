// SPDX-License-Identifier: Apache-2.0
//
// x86_64 and aarch64 as provider-variant-x86-64 and provider-variant-aarch64 list them (0.0.1.post2
// on PyPI): what the kind of processor that archspec finds has, whatever else this one can do.
// Promises their lists in their order. Never lists x86-64-v1 of a processor without v2, as they do
// not.
#pragma once

#include <vector>

#include "accel/v1/host.pb.h"
#include "accel/v1/verdict.pb.h"

namespace accel::compat {

void AddProcessor(const v1::Cpu& cpu, std::vector<v1::Property>& out);

}  // namespace accel::compat
