// SPDX-License-Identifier: Apache-2.0
#include "compat/judge.h"

#include <algorithm>

#include "compat/rules.h"

namespace accel::compat {
namespace {

v1::Verdict::Outcome Settle(const v1::Verdict& verdict) {
  v1::Verdict::Outcome outcome = v1::Verdict::COMPATIBLE;
  for (const v1::Reason& reason : verdict.reasons()) {
    if (reason.outcome() == v1::Verdict::INCOMPATIBLE) return v1::Verdict::INCOMPATIBLE;
    if (reason.outcome() == v1::Verdict::UNKNOWN) outcome = v1::Verdict::UNKNOWN;
  }
  return outcome;
}

bool Uses(const v1::Build& build, std::string_view ns) {
  return std::any_of(build.properties().begin(), build.properties().end(),
                     [&](const v1::Property& property) { return property.namespace_() == ns; });
}

// PEP 825: a namespace that nobody can answer makes the build incompatible.
void JudgeForeignNamespaces(const v1::Build& build, v1::Verdict& verdict) {
  for (const v1::Property& property : build.properties()) {
    const std::string& ns = property.namespace_();
    if (ns == "nvidia" || ns == "amd" || ns == "intel" || ns == "x86_64") continue;
    v1::Reason& reason = AddReason(verdict, "namespace", v1::Verdict::INCOMPATIBLE);
    reason.set_fact(ns + " :: " + property.feature());
    reason.set_text("no rule answers for this namespace");
  }
}

bool IsServed(const v1::Package& leader, const v1::Host& host, int gpu, const Catalog& catalog) {
  // The GPU alone, assumed to have every driver it could wish for: only its architecture is asked
  // about.
  v1::Host alone;
  *alone.mutable_cpu() = host.cpu();
  *alone.add_gpus() = host.gpus(gpu);
  alone.mutable_gpus(0)->set_outcome(v1::Probe::OK);
  alone.mutable_nvidia()->set_version("999999");
  for (const v1::Release& release : leader.releases()) {
    for (const v1::BuildRow& row : release.builds()) {
      if (row.properties().empty() || !IsFor(row, ArchitectureOf(host))) continue;
      v1::Build build;
      *build.mutable_properties() = row.properties();
      if (Judge(build, alone, {}, catalog).outcome() == v1::Verdict::COMPATIBLE) return true;
    }
  }
  return false;
}

}  // namespace

std::string ArchitectureOf(const v1::Host& host) {
  return host.cpu().architecture().empty() ? "x86_64" : host.cpu().architecture();
}

v1::Verdict Judge(const v1::Build& build, const v1::Host& host, const GpuPolicy& policy,
                  const Catalog& catalog) {
  v1::Verdict verdict;
  const Case c{build, host, policy, catalog};
  if (Uses(build, "nvidia")) JudgeNvidia(c, verdict);
  if (Uses(build, "amd")) JudgeAmd(c, verdict);
  if (Uses(build, "intel")) JudgeIntel(c, verdict);
  if (Uses(build, "x86_64")) JudgeX86(c, verdict);
  JudgeForeignNamespaces(build, verdict);
  for (const int i : policy.set_aside) verdict.add_set_aside(i);
  if (verdict.reasons().empty()) {
    AddReason(verdict, "no_requirement", v1::Verdict::COMPATIBLE)
        .set_text("the build needs no accelerator");
  }
  verdict.set_outcome(Settle(verdict));
  return verdict;
}

v1::Verdict JudgeTag(const v1::Package& leader, const std::string& version, const std::string& tag,
                     const v1::Host& host, const GpuPolicy& policy, const Catalog& catalog,
                     v1::Build* build) {
  v1::Build judged;
  judged.set_package(leader.name());
  judged.set_version(version);
  judged.set_tag(tag);
  const std::string architecture = ArchitectureOf(host);
  const std::optional<BuildNeeds> needs = catalog.FindNeeds(leader, version, tag, architecture);
  v1::Verdict verdict;
  if (!needs) {
    v1::Reason& reason = AddReason(verdict, "catalog", v1::Verdict::UNKNOWN);
    reason.set_fact("tag " + tag + " on " + architecture);
    reason.set_text("the catalogue has no row of this tag, so what the build needs is not known");
    reason.set_fix("a newer catalogue in /etc/accel/catalog.d");
    verdict.set_outcome(v1::Verdict::UNKNOWN);
  } else {
    *judged.mutable_properties() = needs->row->properties();
    verdict = Judge(judged, host, policy, catalog);
    verdict.set_assumed(needs->assumed);
  }
  if (build != nullptr) *build = std::move(judged);
  return verdict;
}

std::set<int> UnservedGpus(const v1::Package& leader, const v1::Host& host,
                           const Catalog& catalog) {
  std::set<int> unserved;
  for (int i = 0; i < host.gpus_size(); ++i) {
    const v1::Gpu& gpu = host.gpus(i);
    const bool known =
        !gpu.compute_capability().empty() || !gpu.gfx().empty() || !gpu.device_ip().empty();
    if (known && !IsServed(leader, host, i, catalog)) unserved.insert(i);
  }
  return unserved;
}

}  // namespace accel::compat
