// SPDX-License-Identifier: Apache-2.0
//
// GPUs by the names people give them: "gtx 1080", "NVIDIA A100-SXM4-80GB", "7900 XTX", "Arc B580",
// "Orin". Promises the one GPU whose name this is, or the GPUs it could be when their architectures
// differ; never picks between architectures. "GTX 1080" is never the Ti or the Mobile.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"
#include "compat/status.h"

namespace accel::compat {

// Words of a name in lower case, without marks, vendor words and fillers: "NVIDIA GeForce RTX 4090
// Laptop GPU" gives
// {"rtx", "4090", "laptop"}.
std::vector<std::string> NameWords(std::string_view name);

// The names behind a row's name: bracketed names are taken apart at slashes, and each alternative
// gets the words before the first number of the first: "Navi 31 [Radeon RX 7900 XT/7900 XTX]" gives
// "Radeon RX 7900 XT" and "Radeon RX 7900 XTX".
std::vector<std::string> NamesOfRow(std::string_view row_name);

// The GPU called `name`: the same words, else the same letters ("rtx4090"), else all of its words
// within a longer name. INVALID_ARGUMENT lists at most five near names, or one per architecture
// when several fit.
absl::StatusOr<v1::Gpu> FindGpuByName(std::string_view name, const Catalog& catalog);

}  // namespace accel::compat
