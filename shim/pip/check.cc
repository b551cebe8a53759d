// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/check.h"

#include "compat/judge.h"
#include "compat/listing.h"
#include "compat/specifier.h"
#include "shim/family_state.h"

namespace accel::shim::pip {
namespace {

std::string Complain(const v1::Package& package, const compat::Version& version,
                     const Installed& after, const compat::Question& q) {
  const std::string what = package.name() + " " + compat::ToString(version);
  const std::string tag = compat::LocalString(version);
  const v1::Package& leader = q.catalog.LeaderOf(package);
  const auto lead = after.find(leader.name());
  const std::string lead_tag = lead == after.end() ? tag : compat::LocalString(lead->second);
  if (tag.empty()) {
    // A follower may be published as one plain wheel; a leader only as a build.
    return &package == &leader ? what + " is a plain build; it did not come from " + leader.index()
                               : "";
  }
  if (tag != lead_tag) return what + " does not fit the " + lead_tag + " build of " + leader.name();
  if (tag == "cpu") return "";
  const std::string leader_version =
      compat::LeaderVersionOf(package, compat::PublicString(version), q);
  const v1::Verdict verdict =
      compat::JudgeTag(leader, leader_version, tag, q.host, q.policy, q.catalog);
  return verdict.outcome() == v1::Verdict::INCOMPATIBLE ? what + " does not run here" : "";
}

// A row that the catalogue does not have speaks against nothing.
bool Fits(const v1::Package& follower, const compat::Version& version,
          const compat::Version& leader, const compat::Question& q) {
  if (compat::LocalString(version) != compat::LocalString(leader)) return false;
  const v1::Release* release = q.catalog.FindRelease(follower, compat::PublicString(version));
  if (release == nullptr) return true;
  const absl::StatusOr<compat::SpecifierSet> needed =
      compat::ParseSpecifierSet(release->leader_requires());
  return !needed.ok() || compat::Contains(*needed, leader, compat::Prereleases::kAllow);
}

}  // namespace

std::vector<std::string> CheckChanges(const Installed& before, const Installed& after,
                                      const compat::Question& question) {
  std::vector<std::string> complaints;
  for (const auto& [name, version] : after) {
    const v1::Package* package = question.catalog.FindServed(name);
    if (package == nullptr || package->selection() != v1::LOCAL_VERSION ||
        !Changed(name, before, after))
      continue;
    if (IsRightBuild(*package, version, after, question)) continue;
    const compat::Question q =
        compat::SetAsideUnserved(question.catalog.LeaderOf(*package), question);
    std::string complaint = Complain(*package, version, after, q);
    if (!complaint.empty()) complaints.push_back(std::move(complaint));
  }
  return complaints;
}

std::vector<std::string> LeftBehind(const Installed& before, const Installed& after,
                                    const compat::Question& question) {
  std::vector<std::string> notes;
  for (const auto& [name, version] : after) {
    const v1::Package* package = question.catalog.FindServed(name);
    if (package == nullptr || package->selection() != v1::LOCAL_VERSION) continue;
    const v1::Package& leader = question.catalog.LeaderOf(*package);
    const auto lead = after.find(leader.name());
    if (&leader == package || lead == after.end() || Changed(name, before, after) ||
        !Changed(leader.name(), before, after))
      continue;
    if (Fits(*package, version, lead->second, question)) continue;
    notes.push_back(name + " " + compat::ToString(version) + " does not go with " + leader.name() +
                    " " + compat::ToString(lead->second) + "; run accel-shim pip install " +
                    leader.name() + "==" + compat::PublicString(lead->second) + " " + name);
  }
  return notes;
}

std::vector<std::string> OtherVersions(const std::vector<v1::Choice>& choice,
                                       const Installed& after) {
  std::vector<std::string> notes;
  for (const v1::Choice& chosen : choice) {
    const auto member = after.find(chosen.package());
    if (member == after.end() || compat::PublicString(member->second) == chosen.version()) continue;
    notes.push_back("pip took " + chosen.package() + " " + compat::ToString(member->second) +
                    " instead of " + chosen.version() + ", as something else required");
  }
  return notes;
}

}  // namespace accel::shim::pip
