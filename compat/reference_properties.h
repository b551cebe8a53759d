// SPDX-License-Identifier: Apache-2.0
//
// A machine as the published providers of PEP 825 describe it, list by list, with their limits: the
// highest compute capability alone, one exact ROCm version, a processor of a kind that they know.
// For interchange and comparison; HostProperties (properties.h) is what decisions are made by.
// Sources: wheelnext/nvidia-variant-provider, wheelnext/amd-variant-provider,
// wheelnext/intel-variant-provider; provider-variant-x86-64, provider-variant-aarch64 and
// rocm-bootstrap on PyPI.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "accel/v1/host.pb.h"
#include "accel/v1/verdict.pb.h"
#include "compat/catalog.h"

namespace accel::compat {

// nvidia, amd, intel, x86_64, aarch64: features in the providers' order, values best first.
// `providers` names those that are to answer where a namespace has several: amd is
// amd-variant-provider's, or rocm-bootstrap's.
std::vector<v1::Property> ReferenceProperties(const v1::Host& host, const Catalog& catalog,
                                              const std::set<std::string>& providers = {});

// CUDA versions that a build may ask for at least, of a driver that speaks `cuda` ("12.8"): the
// newest first, minors 0 to 20, whole majors too, down to 11. Empty when it is no version.
std::vector<std::string> CudaLowerBounds(const std::string& cuda);

}  // namespace accel::compat
