// SPDX-License-Identifier: Apache-2.0
#include "shim/family_index.h"

#include <algorithm>
#include <iterator>

#include "compat/name.h"
#include "compat/version.h"
#include "compat/wheel_name.h"
#include "shim/index/remote_wheel.h"
#include "shim/index/url.h"
#include "shim/wheel_metadata.h"

namespace accel::shim {
namespace {

constexpr std::chrono::seconds kLongestReading{20};

absl::Status NothingUsable(const std::string& name, const std::string& url,
                           const index::Page& page) {
  std::string why = page.files.empty() ? "the page has no link to a file of " + name
                                       : "none of its " + std::to_string(page.files.size()) +
                                             " files is a wheel for this Python";
  if (page.skipped_links + page.skipped_names > 0) {
    why += "; " + std::to_string(page.skipped_links + page.skipped_names) + " links were unusable";
  }
  return compat::FailedPrecondition("no build of " + name + " at " +
                                    index::WithoutCredentials(url) + ": " + why);
}

// A page that came over TLS may not lead out of it.
void DropDowngrades(const std::string& page_url, index::Page& page) {
  const absl::StatusOr<index::Url> from = index::ParseUrl(page_url);
  if (!from.ok()) return;
  page.skipped_links += std::erase_if(page.files, [&](const index::File& file) {
    const absl::StatusOr<index::Url> to = index::ParseUrl(file.url);
    return !to.ok() || index::IsDowngrade(*from, *to);
  });
}

std::string TagOf(const index::File& file) {
  const absl::StatusOr<compat::WheelName> wheel = compat::ParseWheelName(file.filename);
  return wheel.ok() ? compat::LocalString(wheel->version) : "";
}

index::Request MetadataRequest(const index::File& file) {
  index::Request request;
  request.url = file.url + ".metadata";
  request.max_bytes = std::size_t{1} << 20;
  if (file.metadata_sha256 != "true") request.sha256 = file.metadata_sha256;
  return request;
}

}  // namespace

FamilyIndex::FamilyIndex(index::Fetcher& fetcher, const std::vector<clients::Mirror>& mirrors,
                         std::optional<compat::TagSet> tags, IndexByTag own)
    : fetcher_(fetcher), mirrors_(mirrors), tags_(std::move(tags)), own_(std::move(own)) {}

// The root page (BASE/NAME/) lists the builds of every tag: one request per name.
absl::StatusOr<const index::Page*> FamilyIndex::Fetch(const std::string& index,
                                                      const std::string& name) {
  const std::string url = index::ProjectPageUrl(clients::MapUrl(index, mirrors_), name);
  auto known = pages_.find(url);
  if (known == pages_.end()) {
    index::Request request;
    request.url = url;
    request.accept = index::kAcceptPage;
    absl::StatusOr<index::Page> page = absl::UnknownError("");
    const absl::StatusOr<index::Response> response = fetcher_.Fetch(request);
    if (!response.ok()) {
      page = response.status();
    } else {
      page = index::ParsePageWithin(kLongestReading, *response);
      if (page.ok()) DropDowngrades(response->final_url, *page);
      if (!page.ok())
        page = compat::Annotate(page.status(), "page " + index::WithoutCredentials(url));
    }
    known = pages_.emplace(url, std::move(page)).first;
  }
  if (!known->second.ok()) return known->second.status();
  return &*known->second;
}

absl::StatusOr<std::vector<index::File>> FamilyIndex::AllFiles(const std::string& name,
                                                               const v1::Package& owner) {
  ACCEL_ASSIGN_OR_RETURN(const index::Page* page, Fetch(owner.index(), name));
  std::vector<index::File> files = page->files;
  for (index::File& file : files) file.url = clients::MapUrl(file.url, mirrors_);
  return files;
}

absl::StatusOr<std::vector<index::File>> FamilyIndex::FilesAt(const std::string& index,
                                                              const std::string& name) {
  ACCEL_ASSIGN_OR_RETURN(const index::Page* page, Fetch(index, name));
  return page->files;
}

// The files of the family's page, but for each tag with an index of its own that one's instead.
absl::StatusOr<std::vector<index::File>> FamilyIndex::WithOwnIndexes(
    const std::string& name, std::vector<index::File> files) {
  std::erase_if(files, [&](const index::File& file) { return own_.contains(TagOf(file)); });
  for (const auto& [tag, index] : own_) {
    const absl::StatusOr<const index::Page*> own = Fetch(index, name);
    if (absl::IsNotFound(own.status())) continue;  // it may have the leader alone
    if (!own.ok()) return own.status();
    std::copy_if((*own)->files.begin(), (*own)->files.end(), std::back_inserter(files),
                 [&tag = tag](const index::File& file) { return TagOf(file) == tag; });
  }
  return files;
}

std::vector<Listed> FamilyIndex::Wheels(const std::string& name,
                                        const std::vector<index::File>& files) const {
  std::vector<Listed> listed;
  for (const index::File& file : files) {
    const absl::StatusOr<compat::WheelName> wheel = compat::ParseWheelName(file.filename);
    if (!wheel.ok() || wheel->name != name || (tags_ && !tags_->Supports(*wheel))) continue;
    Listed& entry = listed.emplace_back(
        Listed{file, compat::PublicString(wheel->version), compat::LocalString(wheel->version)});
    entry.file.url = clients::MapUrl(file.url, mirrors_);
  }
  return listed;
}

absl::StatusOr<std::vector<Listed>> FamilyIndex::List(const std::string& name,
                                                      const v1::Package& owner) {
  ACCEL_ASSIGN_OR_RETURN(const index::Page* page, Fetch(owner.index(), name));
  std::vector<Listed> listed;
  if (own_.empty()) {
    listed = Wheels(name, page->files);
  } else {
    ACCEL_ASSIGN_OR_RETURN(const std::vector<index::File> files, WithOwnIndexes(name, page->files));
    listed = Wheels(name, files);
  }
  if (!listed.empty()) return listed;
  return NothingUsable(name, index::ProjectPageUrl(clients::MapUrl(owner.index(), mirrors_), name),
                       *page);
}

absl::StatusOr<std::vector<Listed>> FamilyIndex::ListAt(const std::string& index,
                                                        const std::string& name) {
  ACCEL_ASSIGN_OR_RETURN(const index::Page* page, Fetch(index, name));
  return Wheels(name, page->files);
}

absl::StatusOr<std::vector<v1::Offer>> FamilyIndex::Offers(const v1::Package& package,
                                                           const v1::Package& leader) {
  ACCEL_ASSIGN_OR_RETURN(const std::vector<Listed> wheels, List(package.name(), leader));
  std::map<std::pair<std::string, std::string>, v1::Offer> offers;
  for (const Listed& wheel : wheels) {
    if (wheel.file.yanked) continue;
    v1::Offer& offer = offers[{wheel.version, wheel.tag}];
    offer.set_package(package.name());
    offer.set_version(wheel.version);
    offer.set_tag(wheel.tag);
    offer.set_requires_python(wheel.file.requires_python);
  }
  std::vector<v1::Offer> list;
  for (auto& [key, offer] : offers) list.push_back(std::move(offer));
  if (&package != &leader) AddLeaderRequires(wheels, leader.name(), list);
  return list;
}

absl::StatusOr<std::string> FamilyIndex::Metadata(const index::File& file) {
  if (file.metadata_sha256.empty()) return index::FetchWheelMetadata(fetcher_, file.url);
  ACCEL_ASSIGN_OR_RETURN(index::Response response, fetcher_.Fetch(MetadataRequest(file)));
  return std::move(response.body);
}

// One metadata file per version tells for all its tags: they differ in the accelerator's libraries,
// not in the leader.
void FamilyIndex::AddLeaderRequires(const std::vector<Listed>& wheels, const std::string& leader,
                                    std::vector<v1::Offer>& offers) {
  std::map<std::string, const Listed*> by_version;
  for (const Listed& wheel : wheels) {
    if (!wheel.file.metadata_sha256.empty()) by_version.emplace(wheel.version, &wheel);
  }
  std::vector<index::Request> requests;
  std::vector<std::string> versions;
  for (const auto& [version, wheel] : by_version) {
    requests.push_back(MetadataRequest(wheel->file));
    versions.push_back(version);
  }
  const std::vector<absl::StatusOr<index::Response>> responses = fetcher_.FetchAll(requests);
  std::map<std::string, std::string> required;
  for (std::size_t i = 0; i < responses.size(); ++i) {
    if (responses[i].ok()) required[versions[i]] = RequiredVersions(responses[i]->body, leader);
  }
  for (v1::Offer& offer : offers) {
    const auto known = required.find(offer.version());
    if (known != required.end()) offer.set_leader_requires(known->second);
  }
}

}  // namespace accel::shim
