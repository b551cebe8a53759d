// SPDX-License-Identifier: Apache-2.0
//
// What there is to choose from: offers of an index, or, without an index, the releases that the
// catalogue knows.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "accel/v1/compatibility.pb.h"
#include "compat/question.h"

namespace accel::compat {

// The final releases of `package` that the catalogue knows, in every tag for the host's
// architecture whose existence is known. A follower is offered in the tags of its leader's release.
std::vector<v1::Offer> CatalogOffers(const v1::Package& package, const Question& question);

// Offers of one version, by tag. Best version first.
struct OfferedVersion {
  std::string version;  // without local part
  std::map<std::string, const v1::Offer*> tags;
};

// Groups `offers` of `package` that the interpreter admits (Requires-Python) and `specifiers`
// accept. Pointers into `offers`.
std::vector<OfferedVersion> GroupOffers(const std::vector<v1::Offer>& offers,
                                        const std::string& package, const SpecifierSet& specifiers,
                                        const std::string& python);

}  // namespace accel::compat
