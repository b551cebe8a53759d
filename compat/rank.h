// SPDX-License-Identifier: Apache-2.0
//
// Which of the builds that run is the best one?
// Order within one version: NVIDIA, AMD, Intel, cpu. CUDA: builds whose toolkit the driver speaks
// natively, newest first; after them those that lean on minor-version compatibility, oldest first
// (R570 speaks 12.8: cu128, cu126, then cu129). ROCm: newest first.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"

namespace accel::compat {

// "cpu", "" (plain) and tags of no known accelerator are not GPU tags.
bool IsGpuTag(std::string_view tag);

// "cu126" and "cuda12" -> "12"; empty for tags that are not CUDA's.
std::string CudaMajor(std::string_view tag);

// `tags` best first, duplicates removed.
std::vector<std::string> RankTags(std::vector<std::string> tags, const v1::Host& host,
                                  const Catalog& catalog);

}  // namespace accel::compat
