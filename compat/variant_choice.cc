// SPDX-License-Identifier: Apache-2.0
#include "compat/variant_choice.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "compat/judge.h"
#include "compat/properties.h"

namespace accel::compat {
namespace {

struct Judged {
  bool runs = false;
  std::vector<std::size_t> rank;
  v1::RankedVariant ranked;
};

bool IsFixed(const VariantIndex& index, const v1::Property& property) {
  return std::any_of(index.fixed.begin(), index.fixed.end(), [&](const v1::Property& one) {
    return one.namespace_() == property.namespace_();
  });
}

v1::Reason& AddRefusal(v1::Verdict& verdict, const char* rule) {
  verdict.set_outcome(v1::Verdict::INCOMPATIBLE);
  v1::Reason& reason = *verdict.add_reasons();
  reason.set_rule(rule);
  reason.set_outcome(v1::Verdict::INCOMPATIBLE);
  return reason;
}

// A namespace whose provider is not asked supports nothing (PEP 825).
void RefuseSilent(const v1::Variant& variant, const VariantIndex& index,
                  const ProviderChoice& choice, v1::Verdict& verdict) {
  std::set<std::string> said;
  for (const v1::Property& property : variant.properties()) {
    const std::string& ns = property.namespace_();
    if (Answers(ns, index, choice) || !said.insert(ns).second) continue;
    const VariantProvider& provider = index.providers.at(ns);
    v1::Reason& reason = AddRefusal(verdict, "provider");
    reason.set_fact(ns + " :: " + property.feature());
    const bool optional = provider.optional && !choice.asked.contains(ns);
    reason.set_text(optional ? "its provider is optional, and nobody asked for it"
                             : "its provider is not for this machine: " + provider.enable_if);
    if (optional) reason.set_fix("accelctl variants --provider " + ns);
  }
}

// What the document itself answers for is looked up; the judge has the rest.
v1::Verdict VerdictOn(const v1::Variant& variant, const VariantIndex& index,
                      const std::vector<v1::Property>& axes, const v1::Host& host,
                      const GpuPolicy& policy, const Catalog& catalog) {
  v1::Build asked;
  v1::Variant fixed;
  for (const v1::Property& property : variant.properties())
    *(IsFixed(index, property) ? fixed.add_properties() : asked.add_properties()) = property;
  v1::Verdict verdict = Judge(asked, host, policy, catalog);
  if (!IsSupported(fixed, axes)) {
    AddRefusal(verdict, "static_properties")
        .set_text("the document lists none of its values among those that are supported");
  }
  return verdict;
}

}  // namespace

std::vector<v1::RankedVariant> JudgeVariants(const VariantIndex& index, const v1::Host& host,
                                             const GpuPolicy& policy, const Catalog& catalog,
                                             const ProviderChoice& choice) {
  const std::vector<v1::Property> axes =
      AxesFor(index, HostProperties(host, policy, catalog), choice);
  std::vector<Judged> all;
  for (const v1::Variant& variant : index.variants) {
    Judged& judged = all.emplace_back();
    judged.ranked.set_label(variant.label());
    *judged.ranked.mutable_verdict() = VerdictOn(variant, index, axes, host, policy, catalog);
    RefuseSilent(variant, index, choice, *judged.ranked.mutable_verdict());
    judged.runs = judged.ranked.verdict().outcome() == v1::Verdict::COMPATIBLE;
    if (judged.runs) judged.rank = RankVector(variant, axes);
  }
  std::sort(all.begin(), all.end(), [](const Judged& a, const Judged& b) {
    return std::make_tuple(!a.runs, std::cref(a.rank), std::cref(a.ranked.label())) <
           std::make_tuple(!b.runs, std::cref(b.rank), std::cref(b.ranked.label()));
  });
  std::vector<v1::RankedVariant> variants;
  for (Judged& judged : all) variants.push_back(std::move(judged.ranked));
  return variants;
}

}  // namespace accel::compat
