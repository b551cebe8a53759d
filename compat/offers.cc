// SPDX-License-Identifier: Apache-2.0
#include "compat/offers.h"

#include <algorithm>
#include <map>
#include <optional>

#include "compat/follower.h"
#include "compat/judge.h"
#include "compat/version.h"

namespace accel::compat {
namespace {

// "3.14" -> ">=MIN,<3.15".
std::string RequiresPython(const v1::Release& release) {
  std::string text;
  if (!release.python_min().empty()) text = ">=" + release.python_min();
  const absl::StatusOr<Version> max = ParseVersion(release.python_max());
  if (max.ok() && max->release.size() == 2) {
    const std::string next = max->release[0] + "." + std::to_string(std::stoi(max->release[1]) + 1);
    text += (text.empty() ? "<" : ",<") + next;
  }
  return text;
}

void AddOffers(const std::string& package, const v1::Release& release, const v1::Release& rows,
               const Question& q, std::vector<v1::Offer>& offers) {
  for (const std::string& version : release.versions()) {
    for (const v1::BuildRow& row : rows.builds()) {
      if (row.existence_unknown() || !IsFor(row, ArchitectureOf(q.host))) continue;
      if (&release != &rows && !IsBuiltFor(release, row.tag(), ArchitectureOf(q.host))) continue;
      v1::Offer& offer = offers.emplace_back();
      offer.set_package(package);
      offer.set_version(version);
      offer.set_tag(row.tag());
      offer.set_requires_python(RequiresPython(rows));
      offer.set_leader_requires(release.leader_requires());
    }
  }
}

// The leader's releases that a follower's release goes with.
std::vector<const v1::Release*> PairedReleases(const v1::Package& leader,
                                               const v1::Release& follower) {
  std::vector<const v1::Release*> paired;
  const absl::StatusOr<SpecifierSet> wanted = ParseSpecifierSet(follower.leader_requires());
  if (!wanted.ok()) return paired;
  for (const v1::Release& release : leader.releases()) {
    for (const std::string& text : release.versions()) {
      const absl::StatusOr<Version> version = ParseVersion(text);
      if (!version.ok() || !Contains(*wanted, *version)) continue;
      paired.push_back(&release);
      break;
    }
  }
  return paired;
}

bool Admits(const v1::Offer& offer, const std::string& python) {
  if (python.empty() || offer.requires_python().empty()) return true;
  const absl::StatusOr<SpecifierSet> needed = ParseSpecifierSet(offer.requires_python());
  const absl::StatusOr<Version> have = ParseVersion(python);
  // As pip: a Requires-Python that cannot be read is ignored.
  return !needed.ok() || !have.ok() || Contains(*needed, *have, Prereleases::kAllow);
}

// "2.9.1+cu126": what specifiers speak of.
std::string BuildVersion(const v1::Offer& offer) {
  return offer.tag().empty() ? offer.version() : offer.version() + "+" + offer.tag();
}

}  // namespace

std::vector<v1::Offer> CatalogOffers(const v1::Package& package, const Question& question) {
  std::vector<v1::Offer> offers;
  const v1::Package& leader = question.catalog.LeaderOf(package);
  for (const v1::Release& release : package.releases()) {
    if (&leader == &package) {
      AddOffers(package.name(), release, release, question, offers);
      continue;
    }
    for (const v1::Release* paired : PairedReleases(leader, release)) {
      AddOffers(package.name(), release, *paired, question, offers);
    }
  }
  return offers;
}

std::vector<OfferedVersion> GroupOffers(const std::vector<v1::Offer>& offers,
                                        const std::string& package, const SpecifierSet& specifiers,
                                        const std::string& python) {
  const Prereleases prereleases =
      AllowsPrereleases(specifiers) ? Prereleases::kAllow : Prereleases::kForbid;
  std::vector<std::pair<Version, OfferedVersion>> groups;
  std::map<std::string, std::size_t> at;  // version -> its place in groups
  for (const v1::Offer& offer : offers) {
    if (offer.package() != package || !Admits(offer, python)) continue;
    const absl::StatusOr<Version> version = ParseVersion(offer.version());
    const absl::StatusOr<Version> build = ParseVersion(BuildVersion(offer));
    if (!version.ok() || !build.ok() || !Contains(specifiers, *build, prereleases)) continue;
    const auto [place, is_new] = at.emplace(offer.version(), groups.size());
    if (is_new) groups.push_back({*version, {offer.version(), {}}});
    groups[place->second].second.tags.emplace(offer.tag(), &offer);
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<OfferedVersion> sorted;
  for (auto& group : groups) sorted.push_back(std::move(group.second));
  return sorted;
}

}  // namespace accel::compat
