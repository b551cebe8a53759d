// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/choice.h"

#include <algorithm>

#include "shim/explain.h"
#include "shim/poetry/plain_variant.h"

namespace accel::shim::poetry {
namespace {

Choice Choose(const std::vector<Pin>& members, std::vector<v1::Offer> offers,
              const v1::Package& leader, const compat::Question& question) {
  compat::FamilyWish family{&leader, {}, std::move(offers)};
  for (const Pin& member : members) {
    const absl::StatusOr<compat::SpecifierSet> exact =
        compat::ParseSpecifierSet("==" + member.version);
    if (exact.ok()) family.wishes.push_back({member.name, *exact});
  }
  compat::FamilyAnswer answer = compat::ChooseFamily(family, question);
  return {std::move(answer.choice), std::move(answer.refusal), std::move(answer.notes), {}};
}

bool Has(const overlay::Variant& variant, const Pin& member, const v1::Host& host) {
  if (IsPlain(variant)) return TakesPlain(host);
  const std::string pin = member.name + "==" + member.version + "+" + variant.tag;
  return std::find(variant.pinned.begin(), variant.pinned.end(), pin) != variant.pinned.end();
}

}  // namespace

std::string Summary(const Choice& choice, const compat::Question& question) {
  if (choice.own.empty()) return shim::Summary(choice.builds, question);
  std::string text;
  for (const Pin& pin : choice.own) {
    text += (text.empty() ? "" : ", ") + pin.name;
    text +=
        pin.wheel.empty() ? " as it is on this machine" : " " + pin.version + " from " + pin.wheel;
  }
  return text + ", as pyproject.toml says";
}

Choice ChooseVariant(const std::vector<Pin>& members, const overlay::AccelLock& lock,
                     const v1::Package& leader, const compat::Question& question) {
  std::vector<v1::Offer> offers;
  for (const overlay::Variant& variant : lock.variants) {
    for (const Pin& member : members) {
      if (!Has(variant, member, question.host)) continue;
      v1::Offer& offer = offers.emplace_back();
      offer.set_package(member.name);
      offer.set_version(member.version);
      offer.set_tag(variant.tag);
    }
  }
  return Choose(members, std::move(offers), leader, question);
}

absl::StatusOr<Choice> ChooseOnIndex(const std::vector<Pin>& members, const v1::Package& leader,
                                     const compat::Question& question, FamilyIndex& index) {
  ACCEL_ASSIGN_OR_RETURN(std::vector<v1::Offer> offers, index.Offers(leader, leader));
  for (const Pin& member : members) {
    if (member.name == leader.name()) continue;
    ACCEL_ASSIGN_OR_RETURN(const std::vector<v1::Offer> more,
                           index.Offers(*question.catalog.FindServed(member.name), leader));
    offers.insert(offers.end(), more.begin(), more.end());
  }
  return Choose(members, std::move(offers), leader, question);
}

}  // namespace accel::shim::poetry
