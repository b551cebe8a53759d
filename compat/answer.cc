// SPDX-License-Identifier: Apache-2.0
#include "compat/answer.h"

#include <algorithm>

#include "compat/choose.h"
#include "compat/follower.h"
#include "compat/judge.h"
#include "compat/listing.h"
#include "compat/name.h"
#include "compat/printable.h"
#include "compat/properties.h"
#include "compat/rank.h"
#include "compat/reference_properties.h"
#include "compat/request.h"
#include "compat/requirement.h"

namespace accel::compat {
namespace {

absl::StatusOr<std::vector<Wish>> ReadWishes(const v1::ListTagsRequest& request,
                                             const Catalog& catalog) {
  std::vector<Wish> wishes;
  for (const std::string& text : request.requirements()) {
    const absl::StatusOr<Requirement> requirement = ParseRequirement(text);
    if (!requirement.ok()) return Annotate(requirement.status(), "requirement " + PrintSafe(text));
    wishes.push_back({NormalizeName(requirement->name), requirement->specifiers});
  }
  if (request.requirements().empty()) {
    for (const v1::Package& package : catalog.message().packages()) {
      if (package.follows().empty() && catalog.IsServed(package))
        wishes.push_back({package.name(), {}});
    }
  }
  return wishes;
}

std::string KnownPackages(const Catalog& catalog) {
  std::string names;
  for (const v1::Package& package : catalog.message().packages()) {
    names += (names.empty() ? "" : ", ") + package.name();
  }
  return names;
}

// The offers of the request for a package, else the catalogue's.
void AddOffers(const v1::Package& package, const v1::ListTagsRequest& request, const Question& q,
               std::vector<v1::Offer>& offers) {
  const auto mine = [&](const v1::Offer& offer) { return offer.package() == package.name(); };
  if (std::any_of(offers.begin(), offers.end(), mine)) return;
  std::copy_if(request.offers().begin(), request.offers().end(), std::back_inserter(offers), mine);
  if (std::any_of(offers.begin(), offers.end(), mine)) return;
  for (v1::Offer& offer : CatalogOffers(package, q)) offers.push_back(std::move(offer));
}

absl::StatusOr<std::vector<FamilyWish>> GroupByLeader(const std::vector<Wish>& wishes,
                                                      const v1::ListTagsRequest& request,
                                                      const Question& q) {
  std::vector<FamilyWish> families;
  for (const Wish& wish : wishes) {
    const v1::Package* package = q.catalog.FindPackage(wish.package);
    if (package == nullptr) {
      return NotFound("package " + PrintSafe(wish.package) +
                      ": the catalogue has no such package; it has " + KnownPackages(q.catalog));
    }
    const v1::Package& leader = q.catalog.LeaderOf(*package);
    auto family = std::find_if(families.begin(), families.end(),
                               [&](const auto& f) { return f.leader == &leader; });
    if (family == families.end())
      family = families.insert(families.end(), FamilyWish{&leader, {}, {}});
    family->wishes.push_back({package->name(), wish.specifiers});
    AddOffers(leader, request, q, family->offers);
    AddOffers(*package, request, q, family->offers);
  }
  return families;
}

void Append(FamilyAnswer answer, v1::ListTagsResponse& response) {
  for (v1::Choice& choice : answer.choice) *response.add_choice() = std::move(choice);
  if (answer.refusal) *response.mutable_refusal() = *answer.refusal;
  for (std::string& note : answer.notes) response.add_notes(std::move(note));
}

// Families that share a process are better off with one CUDA: the first one settles the major for
// those after it, and where one of these has to take another, that is said.
void TakeCudaMajor(const v1::Choice& choice, Question& q, std::vector<std::string>& notes) {
  const std::string major = CudaMajor(choice.tag());
  if (major.empty() || major == q.cuda_major) return;
  if (q.cuda_major.empty()) {
    q.cuda_major = major;
    return;
  }
  notes.push_back(choice.package() + " is for CUDA " + major +
                  ", what was chosen before it for CUDA " + q.cuda_major +
                  ": each brings its own libraries, and both load in one process");
}

std::string TagsOf(const v1::Package& leader) {
  std::set<std::string> tags;
  for (const v1::Release& release : leader.releases()) {
    for (const v1::BuildRow& row : release.builds()) tags.insert(row.tag());
  }
  std::string text;
  for (const std::string& tag : tags) text += (text.empty() ? "" : ", ") + tag;
  return text;
}

// The newest release of `package` that has `tag`, on the host's architecture.
std::string NewestWith(const v1::Package& package, const std::string& tag, const Question& q) {
  const std::vector<v1::Offer> offers = CatalogOffers(package, q);
  for (const OfferedVersion& offered : GroupOffers(offers, package.name(), {}, "")) {
    if (offered.tags.contains(tag)) return offered.version;
  }
  return "";
}

}  // namespace

absl::StatusOr<v1::ListTagsResponse> ListTags(const v1::ListTagsRequest& request,
                                              const v1::Host& host, const Catalog& catalog) {
  Question q{HostOf(request, host), catalog, PolicyOf(request), request.interpreter().version(),
             request.accept_cpu()};
  ACCEL_ASSIGN_OR_RETURN(const std::vector<Wish> wishes, ReadWishes(request, catalog));
  ACCEL_ASSIGN_OR_RETURN(const std::vector<FamilyWish> families, GroupByLeader(wishes, request, q));
  v1::ListTagsResponse response;
  for (const FamilyWish& family : families) {
    FamilyAnswer answer = ChooseFamily(family, q);
    if (!answer.choice.empty()) TakeCudaMajor(answer.choice.front(), q, answer.notes);
    Append(std::move(answer), response);
    for (v1::JudgedBuild& build : ListBuilds(family, q)) *response.add_builds() = std::move(build);
  }
  if (response.has_refusal()) response.clear_choice();
  return response;
}

absl::StatusOr<v1::ExplainResponse> Explain(const v1::ExplainRequest& request, const v1::Host& host,
                                            const Catalog& catalog) {
  const std::string name = NormalizeName(request.package());
  const v1::Package* package = catalog.FindPackage(name);
  if (package == nullptr) {
    return NotFound("package " + PrintSafe(request.package()) +
                    ": the catalogue has no such package; it has " + KnownPackages(catalog));
  }
  const v1::Package& leader = catalog.LeaderOf(*package);
  Question asked{HostOf(request, host), catalog, PolicyOf(request), "", false};
  const Question q = SetAsideUnserved(leader, asked);
  std::string version =
      request.version().empty() ? NewestWith(*package, request.tag(), q) : request.version();
  if (version.empty()) version = NewestWith(leader, request.tag(), q);
  if (version.empty()) {
    return NotFound("tag " + PrintSafe(request.tag()) + " of " + name +
                    ": the catalogue has no such tag on " + ArchitectureOf(q.host) + "; it has " +
                    TagsOf(leader));
  }
  v1::ExplainResponse response;
  *response.mutable_verdict() =
      JudgeMember(*package, version, LeaderVersionOf(*package, version, q), request.tag(), q,
                  response.mutable_build());
  response.mutable_build()->set_package(package->name());
  response.mutable_build()->set_version(version);
  return response;
}

absl::StatusOr<v1::SupportedPropertiesResponse> SupportedProperties(
    const v1::SupportedPropertiesRequest& request, const v1::Host& host, const Catalog& catalog) {
  const v1::Host& machine = HostOf(request, host);
  const std::vector<v1::Property> properties =
      request.form() == v1::REFERENCE
          ? ReferenceProperties(machine, catalog,
                                {request.providers().begin(), request.providers().end()})
          : HostProperties(machine, PolicyOf(request), catalog);
  v1::SupportedPropertiesResponse response;
  response.mutable_properties()->Add(properties.begin(), properties.end());
  return response;
}

}  // namespace accel::compat
