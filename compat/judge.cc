// SPDX-License-Identifier: Apache-2.0
#include "compat/judge.h"

#include <algorithm>

#include "compat/processor.h"
#include "compat/rules.h"

namespace accel::compat {
namespace {

bool Uses(const Case& c, std::string_view ns) {
  return std::any_of(c.properties.begin(), c.properties.end(),
                     [&](const v1::Property& property) { return property.namespace_() == ns; });
}

// PEP 825: a namespace that nobody can answer makes the build incompatible.
void JudgeForeignNamespaces(const Case& c, Findings& findings) {
  for (const v1::Property& property : c.properties) {
    const std::string& ns = property.namespace_();
    if (ns == "nvidia" || ns == "amd" || ns == "intel" || IsOfProcessor(ns)) continue;
    findings.Add("namespace", v1::Verdict::INCOMPATIBLE, [&](v1::Reason& reason) {
      reason.set_fact(ns + " :: " + property.feature());
      reason.set_text("no rule answers for this namespace");
    });
  }
}

void JudgeAll(const Case& c, Findings& findings) {
  if (Uses(c, "nvidia")) JudgeNvidia(c, findings);
  if (Uses(c, "amd")) JudgeAmd(c, findings);
  if (Uses(c, "intel")) JudgeIntel(c, findings);
  JudgeProcessor(c, findings);
  JudgeForeignNamespaces(c, findings);
  if (findings.outcome() != v1::Verdict::UNSPECIFIED) return;
  findings.Add("no_requirement", v1::Verdict::COMPATIBLE,
               [](v1::Reason& reason) { reason.set_text("the build needs no accelerator"); });
}

void SayNoRow(const std::string& tag, const std::string& architecture, v1::Verdict& verdict) {
  Findings(&verdict).Add("catalog", v1::Verdict::UNKNOWN, [&](v1::Reason& reason) {
    reason.set_fact("tag " + tag + " on " + architecture);
    reason.set_text("the catalogue has no row of this tag, so what the build needs is not known");
    reason.set_fix("a newer catalogue in /etc/accel/catalog.d");
  });
}

v1::Verdict Explain(const Case& c) {
  v1::Verdict verdict;
  Findings findings(&verdict);
  JudgeAll(c, findings);
  for (const int i : c.policy.set_aside) verdict.add_set_aside(i);
  return verdict;
}

bool RunsHere(const Case& c) {
  Findings findings(nullptr);
  JudgeAll(c, findings);
  return findings.outcome() == v1::Verdict::COMPATIBLE;
}

bool IsServed(const v1::Package& leader, const v1::Host& host, int gpu, const Catalog& catalog) {
  // The GPU alone, assumed to have every driver it could wish for: only its architecture is asked
  // about.
  v1::Host alone;
  *alone.mutable_cpu() = host.cpu();
  *alone.add_gpus() = host.gpus(gpu);
  alone.mutable_gpus(0)->set_outcome(v1::Probe::OK);
  alone.mutable_nvidia()->set_version("999999");
  const std::string architecture = ArchitectureOf(host);
  for (const v1::Release& release : leader.releases()) {
    for (const v1::BuildRow& row : release.builds()) {
      if (row.properties().empty() || !IsFor(row, architecture)) continue;
      if (RunsHere({"", row.properties(), alone, {}, catalog})) return true;
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
  return Explain({build.tag(), build.properties(), host, policy, catalog});
}

v1::Verdict JudgeTag(const v1::Package& leader, const std::string& version, const std::string& tag,
                     const v1::Host& host, const GpuPolicy& policy, const Catalog& catalog,
                     v1::Build* build) {
  const std::string architecture = ArchitectureOf(host);
  const std::optional<BuildNeeds> needs = catalog.FindNeeds(leader, version, tag, architecture);
  v1::Verdict verdict;
  if (!needs) {
    SayNoRow(tag, architecture, verdict);
  } else {
    verdict = Explain({tag, needs->row->properties(), host, policy, catalog});
    verdict.set_assumed(needs->assumed);
  }
  if (build == nullptr) return verdict;
  build->set_package(leader.name());
  build->set_version(version);
  build->set_tag(tag);
  build->clear_properties();
  if (needs) *build->mutable_properties() = needs->row->properties();
  return verdict;
}

bool TagRuns(const v1::Package& leader, std::string_view version, std::string_view tag,
             const v1::Host& host, const GpuPolicy& policy, const Catalog& catalog) {
  const std::optional<BuildNeeds> needs =
      catalog.FindNeeds(leader, version, tag, ArchitectureOf(host));
  return needs && RunsHere({tag, needs->row->properties(), host, policy, catalog});
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
