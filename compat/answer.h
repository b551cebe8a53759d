// SPDX-License-Identifier: Apache-2.0
//
// The answers of service Compatibility as functions of values: the daemon calls them with its
// snapshot, accelctl and the shim with facts they probed themselves, and all three say the same.
// Promises deterministic answers: the same request, host and catalogue give the same message, best
// first. Never probes, reads a file or asks an index.
#pragma once

#include "accel/v1/compatibility.pb.h"
#include "compat/catalog.h"
#include "compat/status.h"

namespace accel::compat {

// `host` is the machine the answer is for unless the request carries one. INVALID_ARGUMENT for a
// requirement that PEP 508 does not allow, NOT_FOUND for a package that neither the catalogue nor
// the offers know.
absl::StatusOr<v1::ListTagsResponse> ListTags(const v1::ListTagsRequest& request,
                                              const v1::Host& host, const Catalog& catalog);

// NOT_FOUND for a package or a tag that the catalogue lacks; the message lists the tags it has.
absl::StatusOr<v1::ExplainResponse> Explain(const v1::ExplainRequest& request, const v1::Host& host,
                                            const Catalog& catalog);

// Ordered PEP 825 properties of the machine, best first.
absl::StatusOr<v1::SupportedPropertiesResponse> SupportedProperties(
    const v1::SupportedPropertiesRequest& request, const v1::Host& host, const Catalog& catalog);

// PEP 825 ordering: compatible labels first, best first, then the others with their reasons.
absl::StatusOr<v1::RankVariantsResponse> RankVariants(const v1::RankVariantsRequest& request,
                                                      const v1::Host& host, const Catalog& catalog);

}  // namespace accel::compat
