// SPDX-License-Identifier: Apache-2.0
#include "compat/contradiction.h"

#include <algorithm>
#include <map>
#include <set>

#include "compat/printable.h"
#include "compat/specifier.h"

namespace accel::compat {
namespace {

using Found = std::optional<Contradiction>;
using Names = std::set<std::string>;

// By the toolkit that its tag names, or by the CUDA version that it says it needs.
bool HasDriverFloor(const v1::BuildRow& row, const Names& cuda_tags) {
  return cuda_tags.contains(row.tag()) ||
         std::any_of(row.properties().begin(), row.properties().end(), [](const auto& property) {
           return property.namespace_() == "nvidia" &&
                  property.feature() == "cuda_version_lower_bound";
         });
}

Found FindInRow(const v1::Package& package, const v1::Release& release, const v1::BuildRow& row,
                const Names& cuda_tags) {
  const bool cuda = row.tag().starts_with("cu") && package.follows().empty();
  if (cuda && !HasDriverFloor(row, cuda_tags)) {
    return Contradiction{package.name(), release.series(), row.tag(),
                         "has no driver floor; add a cuda_tags row for it, or the property nvidia "
                         ":: cuda_version_lower_bound"};
  }
  return std::nullopt;
}

Found FindInRelease(const v1::Package& package, const v1::Release& release,
                    const Names& cuda_tags) {
  for (const std::string& version : release.versions()) {
    if (version != release.series() && !version.starts_with(release.series() + "."))
      return Contradiction{package.name(), release.series(), "",
                           "version " + version + " is of another series; move it there"};
  }
  if (!ParseSpecifierSet(release.leader_requires()).ok())
    return Contradiction{
        package.name(), release.series(), "",
        "leader_requires is no specifier set (PEP 440): " + release.leader_requires()};
  Names seen, tags;
  for (const v1::BuildRow& row : release.builds()) {
    // A row without architecture is for all of them.
    const bool all = row.architecture().empty() || seen.contains(row.tag() + "/");
    const bool twice = !seen.insert(row.tag() + "/" + row.architecture()).second;
    if (const bool overlaps = !tags.insert(row.tag()).second && all; twice || overlaps)
      return Contradiction{package.name(), release.series(), row.tag(),
                           "is there twice for one architecture; keep one of them"};
    if (Found found = FindInRow(package, release, row, cuda_tags)) return found;
  }
  return std::nullopt;
}

// What a selection class cannot do without.
std::string MissingOf(const v1::Package& package) {
  switch (package.selection()) {
    case v1::LOCAL_VERSION:
    case v1::SAME_VERSION:
    case v1::DEVICE_EXTRA:
      return package.index().empty() ? "index" : "";
    case v1::COMPUTED_URL:
    case v1::FIND_LINKS:
      return package.page().empty() ? "page" : "";
    default:
      return "";
  }
}

Found FindInPackage(const v1::Package& package, const Names& leaders, const Names& cuda_tags) {
  const auto found = [&](const std::string& why) {
    return Contradiction{package.name(), "", "", why};
  };
  if (package.selection() == v1::SELECTION_CLASS_UNSPECIFIED ||
      !v1::SelectionClass_IsValid(package.selection()))
    return found("has no selection class that this program knows");
  if (const std::string missing = MissingOf(package); !missing.empty())
    return found("is of the class " + v1::SelectionClass_Name(package.selection()) +
                 ", which needs the field " + missing);
  if (!package.follows().empty() && !leaders.contains(package.follows()))
    return found("follows " + package.follows() + ", which leads nothing");
  Names series;
  for (const v1::Release& release : package.releases()) {
    if (!series.insert(release.series()).second)
      return Contradiction{package.name(), release.series(), "",
                           "this series is there twice; keep one of them"};
    if (Found in = FindInRelease(package, release, cuda_tags)) return in;
  }
  return std::nullopt;
}

// A name on an index belongs to one package.
Found FindSharedDistribution(const v1::Catalog& catalog, const Names& names) {
  std::map<std::string, std::string> owners;
  for (const v1::Package& package : catalog.packages()) {
    for (const v1::Release& release : package.releases()) {
      for (const v1::BuildRow& row : release.builds()) {
        const std::string& name = row.distribution();
        if (name.empty() || name == package.name()) continue;
        const std::string& owner =
            names.contains(name) ? name : owners.emplace(name, package.name()).first->second;
        if (owner == package.name()) continue;
        return Contradiction{
            package.name(), release.series(), row.tag(),
            "its distribution " + name + " belongs to " + owner + " too; keep one of them"};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::string ToString(const Contradiction& contradiction) {
  std::string text = "package " + contradiction.package;
  if (!contradiction.series.empty()) text += " " + contradiction.series;
  if (!contradiction.tag.empty()) text += " tag " + contradiction.tag;
  return PrintSafe(text + ": " + contradiction.why);
}

std::optional<Contradiction> FindContradiction(const v1::Catalog& catalog) {
  Names names, leaders, cuda_tags;
  for (const v1::CudaTag& tag : catalog.hardware().cuda_tags()) cuda_tags.insert(tag.tag());
  for (const v1::Package& package : catalog.packages()) {
    if (package.follows().empty()) leaders.insert(package.name());
  }
  for (const v1::Package& package : catalog.packages()) {
    if (!names.insert(package.name()).second)
      return Contradiction{package.name(), "", "", "is there twice; keep one of them"};
    if (Found found = FindInPackage(package, leaders, cuda_tags)) return found;
  }
  return FindSharedDistribution(catalog, names);
}

}  // namespace accel::compat
