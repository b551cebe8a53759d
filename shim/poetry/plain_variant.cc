// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/plain_variant.h"

#include <algorithm>

namespace accel::shim::poetry {
namespace {

std::string WithoutLastSlash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

// Stands in for the default index in this project (Poetry: "primary", before 2.0 also "default").
bool IsPrimary(const toml::table& source, const std::string& url) {
  const std::string priority = source["priority"].value_or(std::string("primary"));
  return WithoutLastSlash(source["url"].value_or(std::string())) == WithoutLastSlash(url) &&
         (priority == "primary" || priority == "default");
}

}  // namespace

bool IsFromDefaultIndex(const Project& project, const overlay::LockedPackage& package,
                        const v1::Package& leader) {
  if (!package.source) return true;
  const std::string& url = package.source->url;
  if (package.source->type != "legacy" || url.starts_with(leader.index())) return false;
  const toml::array* sources = project.pyproject["tool"]["poetry"]["source"].as_array();
  return sources != nullptr && std::any_of(sources->begin(), sources->end(), [&](const auto& one) {
           return one.is_table() && IsPrimary(*one.as_table(), url);
         });
}

bool ArePlainBuilds(const Project& project, const std::vector<Pin>& members, const std::string& tag,
                    const v1::Package& leader, const compat::Catalog& catalog) {
  const auto lead = std::find_if(members.begin(), members.end(),
                                 [&](const Pin& pin) { return pin.name == leader.name(); });
  if (lead == members.end()) return false;
  const v1::Release* release = catalog.FindRelease(leader, lead->version);
  if (release == nullptr || release->plain_tag() != tag) return false;
  for (const overlay::Entry& entry : project.lock.entries) {
    if (std::none_of(members.begin(), members.end(),
                     [&](const Pin& pin) { return pin.name == entry.name; }))
      continue;
    const absl::StatusOr<overlay::LockedPackage> package = overlay::ReadLockedPackage(entry);
    if (!package.ok() || package->version.find('+') != std::string::npos ||
        !IsFromDefaultIndex(project, *package, leader))
      return false;
  }
  return true;
}

bool IsPlain(const overlay::Variant& variant) { return variant.pinned.empty(); }

const overlay::Variant* FindVariant(const overlay::AccelLock& lock, std::string_view tag,
                                    bool takes_plain) {
  const overlay::Variant* variant = overlay::FindVariant(lock, tag);
  return variant != nullptr && IsPlain(*variant) && !takes_plain ? nullptr : variant;
}

}  // namespace accel::shim::poetry
