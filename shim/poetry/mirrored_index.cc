// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/mirrored_index.h"

#include <algorithm>
#include <cctype>

#include "shim/index/url.h"

namespace accel::shim::poetry {
namespace {

// POETRY_HTTP_BASIC_NAME_USERNAME and …_PASSWORD, as Poetry spells them.
std::vector<Variable> LoginFor(const std::string& source, const std::string& url) {
  const absl::StatusOr<index::Url> parsed = index::ParseUrl(url);
  if (!parsed.ok() || parsed->user_info.empty()) return {};
  std::string prefix = "POETRY_HTTP_BASIC_";
  for (const char c : source) prefix += c == '-' ? '_' : static_cast<char>(std::toupper(c));
  const std::string& login = parsed->user_info;
  const std::size_t colon = std::min(login.find(':'), login.size());
  const std::string password = colon < login.size() ? login.substr(colon + 1) : "";
  return {{prefix + "_USERNAME", index::PercentDecode(login.substr(0, colon))},
          {prefix + "_PASSWORD", index::PercentDecode(password)}};
}

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
  const std::string url = clients::MapUrl(true_url, mirrors);
  mirrored.source_ = SourceFor(true_url, url);
  mirrored.login_ = LoginFor(mirrored.source_.name, url);
  const bool maps_more =
      std::any_of(mirrors.begin(), mirrors.end(), [&](const clients::Mirror& mirror) {
        return clients::MapUrl(true_url, {mirror}) == true_url;
      });
  if (true_url.empty() || !maps_more) return mirrored;
  mirrored.login_.clear();
  mirrored.pages_ = std::make_unique<MirroredPages>(true_url, mirrors, index);
  ACCEL_ASSIGN_OR_RETURN(mirrored.gate_, gate::Gate::Start(*mirrored.pages_));
  std::string& gate = mirrored.source_.url;
  gate = mirrored.gate_->IndexUrl(0);
  while (gate.ends_with('/')) gate.pop_back();
  return mirrored;
}

}  // namespace accel::shim::poetry
