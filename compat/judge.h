// SPDX-License-Identifier: Apache-2.0
//
// The one judge: can this build run on that host, and why? Whatever the packaging convention, a
// build is a set of PEP 825 properties (AND over features, OR over values); tags of the PyTorch
// kind get theirs from the catalogue. Promises a reason for every rule that was applied: fact ->
// rule -> outcome, with evidence and the nearest fix. An unknown fact gives UNKNOWN, never
// INCOMPATIBLE. Never asks an index whether the build exists.
#pragma once

#include "accel/v1/verdict.pb.h"
#include "compat/catalog.h"
#include "compat/gpu_selection.h"

namespace accel::compat {

// `build.properties` must be filled (JudgeTag does it from the catalogue); without properties a
// build runs everywhere.
v1::Verdict Judge(const v1::Build& build, const v1::Host& host, const GpuPolicy& policy,
                  const Catalog& catalog);

// The build of `leader` that is tagged `tag`: its properties come from the catalogue, on the
// architecture of the host. A tag without any row is UNKNOWN. `build`, if given, receives what was
// judged.
v1::Verdict JudgeTag(const v1::Package& leader, const std::string& version, const std::string& tag,
                     const v1::Host& host, const GpuPolicy& policy, const Catalog& catalog,
                     v1::Build* build = nullptr);

// Whether JudgeTag says COMPATIBLE: the same rules without their sentences, for choosing among
// many.
bool TagRuns(const v1::Package& leader, std::string_view version, std::string_view tag,
             const v1::Host& host, const GpuPolicy& policy, const Catalog& catalog);

// GPUs (indices into host.gpus) that no build of any release of `leader` has device code for: an
// unlisted integrated GPU, a generation that was dropped long ago. They do not count when builds
// are judged.
std::set<int> UnservedGpus(const v1::Package& leader, const v1::Host& host, const Catalog& catalog);

// The architecture whose builds the host takes; "x86_64" when the host does not say.
std::string ArchitectureOf(const v1::Host& host);

}  // namespace accel::compat
