// SPDX-License-Identifier: Apache-2.0
#include "shim/overlay/hashed_requirements.h"

#include <algorithm>
#include <set>

namespace accel::shim::overlay {
namespace {

std::string Indexes(const std::vector<LockedPackage>& packages) {
  std::vector<std::string> urls;
  bool has_default = false;
  for (const LockedPackage& package : packages) {
    if (!package.source) has_default = true;
    if (!package.source || !IsOnIndex(package)) continue;
    if (std::find(urls.begin(), urls.end(), package.source->url) == urls.end())
      urls.push_back(package.source->url);
  }
  std::string text;
  for (const std::string& url : urls) {
    text += (has_default ? "--extra-index-url " : "--index-url ") + url + "\n";
    has_default = true;
  }
  return text;
}

std::string Requirement(const LockedPackage& package) {
  if (package.source && package.source->type == "directory")
    return "# " + package.source->url + ": a folder, which has no hash; install it beside\n";
  std::string text = package.name + "==" + package.version;
  if (package.source && package.source->type == "git") {
    return "# " + package.name + " @ git+" + package.source->url + "@" + package.source->reference +
           ": a repository, which has no hash; install it beside\n";
  }
  if (!IsOnIndex(package))
    text = package.source->type == "file" ? package.source->url
                                          : package.name + " @ " + package.source->url;
  std::set<std::string> hashes;  // the same file may be listed for several platforms
  for (const LockedFile& file : package.files) {
    if (hashes.insert(file.hash).second) text += " \\\n    --hash=" + file.hash;
  }
  return text + "\n";
}

}  // namespace

std::string ToHashedRequirements(const std::string& head,
                                 const std::vector<LockedPackage>& packages) {
  std::string text = "# " + head + "\n" + Indexes(packages);
  for (const LockedPackage& package : packages) text += Requirement(package);
  return text;
}

}  // namespace accel::shim::overlay
