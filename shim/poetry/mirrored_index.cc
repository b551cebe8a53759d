// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/mirrored_index.h"

#include <algorithm>

namespace accel::shim::poetry {
namespace {

// The pages of one index, its files at their mirrors.
class MirroredPages : public gate::Answers {
 public:
  MirroredPages(std::string true_url, const std::vector<clients::Mirror>& mirrors,
                FamilyIndex& index)
      : true_url_(std::move(true_url)), mirrors_(mirrors), index_(index) {}

  gate::Answer AnswerPage(int number, const std::string& name) override {
    if (number != 0) return gate::NotFound{};
    absl::StatusOr<std::vector<index::File>> files = index_.FilesAt(true_url_, name);
    if (absl::IsNotFound(files.status())) return gate::NotFound{};
    if (!files.ok()) return gate::Failure{std::string(compat::Message(files.status()))};
    for (index::File& file : *files) file.url = clients::MapUrl(file.url, mirrors_);
    return gate::Files{*std::move(files)};
  }

 private:
  std::string true_url_;
  const std::vector<clients::Mirror>& mirrors_;
  FamilyIndex& index_;
};

}  // namespace

absl::StatusOr<MirroredIndex> MirroredIndex::Open(const std::string& true_url,
                                                  const std::vector<clients::Mirror>& mirrors,
                                                  FamilyIndex& index) {
  MirroredIndex mirrored;
  mirrored.url_ = clients::MapUrl(true_url, mirrors);
  const bool maps_more =
      std::any_of(mirrors.begin(), mirrors.end(), [&](const clients::Mirror& mirror) {
        return clients::MapUrl(true_url, {mirror}) == true_url;
      });
  if (true_url.empty() || !maps_more) return mirrored;
  mirrored.pages_ = std::make_unique<MirroredPages>(true_url, mirrors, index);
  ACCEL_ASSIGN_OR_RETURN(mirrored.gate_, gate::Gate::Start(*mirrored.pages_));
  mirrored.url_ = mirrored.gate_->IndexUrl(0);
  while (mirrored.url_.ends_with('/')) mirrored.url_.pop_back();
  return mirrored;
}

}  // namespace accel::shim::poetry
