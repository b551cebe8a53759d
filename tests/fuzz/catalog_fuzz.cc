// SPDX-License-Identifier: Apache-2.0
//
// A catalogue file: what is accepted answers for every one of its own rows, and merging it over
// itself changes nothing.
#include <algorithm>
#include <string>

#include "catalog/folders.h"
#include "compat/catalog.h"
#include "tests/fuzz/require.h"

namespace {

using accel::compat::Catalog;
using accel::fuzz::Require;

// "cuda12": the driver follows from the CUDA version that the row names.
bool NamesCuda(const accel::v1::BuildRow& row) {
  return std::any_of(row.properties().begin(), row.properties().end(), [](const auto& property) {
    return property.namespace_() == "nvidia" && property.feature() == "cuda_version_lower_bound";
  });
}

void CheckRelease(const Catalog& catalog, const accel::v1::Package& package,
                  const accel::v1::Release& release) {
  Require(catalog.FindRelease(package, release.series()) == &release, "a series is its own");
  for (const accel::v1::BuildRow& row : release.builds()) {
    const auto needs = catalog.FindNeeds(package, release.series(), row.tag(), row.architecture());
    Require(needs && needs->row == &row && !needs->assumed, "a row answers for itself");
    if (row.tag().starts_with("cu") && package.follows().empty())
      Require(catalog.FindCudaTag(row.tag()) != nullptr || NamesCuda(row),
              "a CUDA tag has its driver");
  }
}

void CheckPackage(const Catalog& catalog, const accel::v1::Package& package) {
  Require(catalog.FindPackage(package.name()) == &package, "a package is found by its name");
  const accel::v1::Package& leader = catalog.LeaderOf(package);
  Require(leader.follows().empty(), "a leader follows nobody");
  for (const accel::v1::Release& release : package.releases())
    CheckRelease(catalog, package, release);
}

void CheckCopies(const Catalog& catalog) {
  const std::string bytes = catalog.message().SerializeAsString();
  const auto again = Catalog::FromBinary(bytes);
  Require(again.ok(), "a catalogue can be read from its bytes");
  Require(again->message().SerializeAsString() == bytes, "its bytes say the same");
  accel::v1::Catalog same = catalog.message();
  same.mutable_hardware();  // merging makes an empty one
  const auto merged = accel::compat::MergeCatalogs(catalog.message(), catalog.message());
  Require(merged.SerializeAsString() == same.SerializeAsString(),
          "merged over itself it is itself");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(accel::fuzz::Text(data, size));
  auto message = accel::catalog::ParseCatalogText(text, "x.textproto");
  if (!message.ok()) {
    Require(accel::compat::Message(message.status()).starts_with("x.textproto:"),
            "a message names the file");
    return 0;
  }
  const auto catalog = Catalog::FromMessage(*std::move(message));
  if (!catalog.ok()) {
    Require(accel::compat::Message(catalog.status()).starts_with("catalogue: "),
            "a message names the row");
    return 0;
  }
  for (const accel::v1::Package& package : catalog->message().packages())
    CheckPackage(*catalog, package);
  CheckCopies(*catalog);
  return 0;
}
