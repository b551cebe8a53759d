// SPDX-License-Identifier: Apache-2.0
//
// What the index of a package family offers to one interpreter: pages fetched once, read into
// versions and tags. Promises wheels of the named project alone; links and names that do not fit
// are passed over. Never asks for a page twice.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "accel/v1/compatibility.pb.h"
#include "accel/v1/interpreter.pb.h"
#include "clients/config.h"
#include "compat/catalog.h"
#include "compat/platform_tags.h"
#include "shim/index/fetcher.h"
#include "shim/index/page.h"

namespace accel::shim {

// One wheel of a page.
struct Listed {
  index::File file;     // its URL mapped by the mirrors
  std::string version;  // without local part
  std::string tag;      // the local part: "cu126"; empty = plain
};

// Tag -> index, for tags whose builds come from another index than the family's.
using IndexByTag = std::map<std::string, std::string>;

class FamilyIndex {
 public:
  // `tags` limits the wheels to an interpreter's; nullopt = any. The references outlive this
  // object.
  FamilyIndex(index::Fetcher& fetcher, const std::vector<clients::Mirror>& mirrors,
              std::optional<compat::TagSet> tags, IndexByTag own = {});

  // The wheels of `name` on the index of `owner`, the package that it is, follows or is bound to.
  // Errors as Fetcher.
  absl::StatusOr<std::vector<Listed>> List(const std::string& name, const v1::Package& owner);

  // The wheels of `name` on one index, such as that of a single tag.
  absl::StatusOr<std::vector<Listed>> ListAt(const std::string& index, const std::string& name);

  // Every file of the page as it is, for names that are bound without being judged.
  absl::StatusOr<std::vector<index::File>> AllFiles(const std::string& name,
                                                    const v1::Package& owner);

  // The files of `name` on the index at `index`, at the URLs that its page gives.
  absl::StatusOr<std::vector<index::File>> FilesAt(const std::string& index,
                                                   const std::string& name);

  // The core metadata of a wheel: beside it where the page says so, else from its inside.
  absl::StatusOr<std::string> Metadata(const index::File& file);

  // What there is of a package, one offer per version and tag, yanked files left out. Followers
  // carry what their metadata requires of `leader`.
  absl::StatusOr<std::vector<v1::Offer>> Offers(const v1::Package& package,
                                                const v1::Package& leader);

 private:
  std::vector<Listed> Wheels(const std::string& name, const std::vector<index::File>& files) const;
  absl::StatusOr<std::vector<index::File>> WithOwnIndexes(const std::string& name,
                                                          std::vector<index::File> files);
  absl::StatusOr<const index::Page*> Fetch(const std::string& index, const std::string& name);
  void AddLeaderRequires(const std::vector<Listed>& wheels, const std::string& leader,
                         std::vector<v1::Offer>& offers);

  index::Fetcher& fetcher_;
  const std::vector<clients::Mirror>& mirrors_;
  std::optional<compat::TagSet> tags_;
  IndexByTag own_;
  std::map<std::string, absl::StatusOr<index::Page>> pages_;  // by URL
};

}  // namespace accel::shim
