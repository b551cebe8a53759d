// SPDX-License-Identifier: Apache-2.0
#include "shim/family_state.h"

#include <algorithm>

#include "compat/choose.h"
#include "compat/judge.h"
#include "compat/listing.h"

namespace accel::shim {
namespace {

// The tag that a version stands for: its local part, else what the default index's plain wheel of
// that version is.
std::string TagOf(const v1::Package& leader, const compat::Version& version,
                  const compat::Question& question) {
  const std::string local = compat::LocalString(version);
  if (!local.empty()) return local;
  if (!TakesPlain(question.host)) return "";
  const v1::Release* release = question.catalog.FindRelease(leader, compat::PublicString(version));
  return release == nullptr ? "" : release->plain_tag();
}

bool IsRightLeader(const v1::Package& leader, const std::string& version, const std::string& tag,
                   const compat::Question& question) {
  compat::Question any_python{question.host, question.catalog, question.policy, "",
                              question.accept_cpu};
  std::vector<v1::Offer> offers = compat::CatalogOffers(leader, any_python);
  v1::Offer& own = offers.emplace_back();
  own.set_package(leader.name());
  own.set_version(version);
  own.set_tag(tag);
  const auto installable = compat::InstallableTags(leader, offers, any_python);
  const auto tags = installable.find(version);
  return tags != installable.end() && tags->second.front() == tag;
}

}  // namespace

bool TakesPlain(const v1::Host& host) { return compat::ArchitectureOf(host) == "x86_64"; }

bool IsRightBuild(const v1::Package& package, const compat::Version& version,
                  const Installed& installed, const compat::Question& question) {
  if (package.selection() == v1::SAME_VERSION) return true;
  const v1::Package& leader = question.catalog.LeaderOf(package);
  if (&leader == &package) {
    const std::string tag = TagOf(leader, version, question);
    return !tag.empty() && IsRightLeader(leader, compat::PublicString(version), tag, question);
  }
  const auto lead = installed.find(leader.name());
  const std::string tag = compat::LocalString(version);
  if (lead == installed.end()) {
    return !tag.empty() &&
           IsRightLeader(leader,
                         compat::LeaderVersionOf(package, compat::PublicString(version), question),
                         tag, question);
  }
  return IsRightBuild(leader, lead->second, installed, question) &&
         tag == compat::LocalString(lead->second);
}

std::vector<std::string> WrongMembers(const v1::Package& leader, const Installed& installed,
                                      const compat::Question& question) {
  std::vector<std::string> wrong;
  for (const v1::Package& package : question.catalog.message().packages()) {
    if (&question.catalog.LeaderOf(package) != &leader || !question.catalog.IsServed(package))
      continue;
    const auto member = installed.find(package.name());
    if (member == installed.end() || IsRightBuild(package, member->second, installed, question))
      continue;
    wrong.insert(package.name() == leader.name() ? wrong.begin() : wrong.end(), package.name());
  }
  return wrong;
}

}  // namespace accel::shim
