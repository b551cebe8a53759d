// SPDX-License-Identifier: Apache-2.0
//
// The one answer that reads a document; in a library of its own, see CMakeLists.txt.
#include "compat/answer.h"
#include "compat/judge.h"
#include "compat/request.h"
#include "compat/variant_choice.h"

namespace accel::compat {
namespace {

absl::StatusOr<VariantIndex> IndexOf(const v1::RankVariantsRequest& request) {
  if (!request.document().empty()) return ParseVariantIndex(request.document(), "variants.json");
  VariantIndex index;
  index.namespaces.assign(request.namespace_priority().begin(), request.namespace_priority().end());
  index.fixed.assign(request.fixed().begin(), request.fixed().end());
  index.variants.assign(request.variants().begin(), request.variants().end());
  return index;
}

// CPython of that version on the machine.
MarkerEnvironment EnvironmentOf(const v1::Host& machine, const std::string& python) {
  v1::Interpreter interpreter;
  interpreter.set_implementation("cpython");
  interpreter.set_version(python);
  interpreter.set_platform("linux-" + ArchitectureOf(machine));
  return MarkersOf(interpreter);
}

}  // namespace

absl::StatusOr<v1::RankVariantsResponse> RankVariants(const v1::RankVariantsRequest& request,
                                                      const v1::Host& host,
                                                      const Catalog& catalog) {
  ACCEL_ASSIGN_OR_RETURN(const VariantIndex index, IndexOf(request));
  const v1::Host& machine = HostOf(request, host);
  const ProviderChoice choice{{request.providers().begin(), request.providers().end()},
                              EnvironmentOf(machine, request.python())};
  v1::RankVariantsResponse response;
  for (v1::RankedVariant& variant :
       JudgeVariants(index, machine, PolicyOf(request), catalog, choice))
    *response.add_variants() = std::move(variant);
  return response;
}

}  // namespace accel::compat
