// SPDX-License-Identifier: Apache-2.0
//
// Variants of a document judged by our rules: what the providers' lists cannot say (two GPUs that
// need different code, PTX bounds) decides here, too.
#pragma once

#include <vector>

#include "accel/v1/compatibility.pb.h"
#include "compat/catalog.h"
#include "compat/gpu_selection.h"
#include "compat/variants.h"

namespace accel::compat {

// `choice` says which providers of the document answer. Those that run on the machine, best first
// in the order of PEP 825; then the others, by label, each with its reasons.
std::vector<v1::RankedVariant> JudgeVariants(const VariantIndex& index, const v1::Host& host,
                                             const GpuPolicy& policy, const Catalog& catalog,
                                             const ProviderChoice& choice = {});

}  // namespace accel::compat
