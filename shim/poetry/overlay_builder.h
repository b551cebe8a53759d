// SPDX-License-Identifier: Apache-2.0
//
// Makes variants of an overlay: Poetry resolves the project twice in its shadow, as it is and with
// the builds of a tag pinned; the difference is the variant. No wheel is fetched. Never writes
// accel.lock.
#pragma once

#include <string>
#include <vector>

#include "clients/config.h"
#include "compat/catalog.h"
#include "shim/family_index.h"
#include "shim/overlay/accel_lock.h"
#include "shim/poetry/project.h"
#include "shim/poetry/shadow.h"
#include "shim/poetry/tool.h"

namespace accel::shim::poetry {

// What to do where an index names no hashes: Poetry would download every file to hash it.
enum class MissingHashes { kRefuse, kDownload };

class OverlayBuilder {
 public:
  // The references outlive the builder.
  OverlayBuilder(const Project& project, const Shadow& shadow, const Tool& tool, FamilyIndex& index,
                 const std::vector<clients::Mirror>& mirrors, std::string virtual_environment,
                 IndexByTag own_indexes, MissingHashes missing)
      : project_(project),
        index_(index),
        shadow_(shadow),
        tool_(tool),
        mirrors_(mirrors),
        virtual_environment_(std::move(virtual_environment)),
        own_indexes_(std::move(own_indexes)),
        missing_(missing) {}

  // `members` at the builds of `tag` on the index of `leader`, and what they bring from there alone
  // (pytorch-triton-rocm). FAILED_PRECONDITION when there is no such build, or in Poetry's own
  // words.
  absl::StatusOr<overlay::Variant> Build(const std::vector<Pin>& members, const std::string& tag,
                                         const v1::Package& leader, const compat::Catalog& catalog);

  // With the project's own builds `pins` (own_builds.h), everything else as it is locked.
  absl::StatusOr<overlay::Variant> BuildOwn(const std::vector<Pin>& pins);

 private:
  absl::StatusOr<overlay::Difference> DifferenceWith(const toml::table& pyproject,
                                                     const std::vector<Variable>& login);
  absl::Status CheckHashes(const Pin& member, const overlay::Variant& variant) const;
  absl::StatusOr<overlay::LockFile> Resolve(const std::string& pyproject,
                                            const std::vector<Variable>& login);
  absl::StatusOr<std::string> NewestOf(const std::string& name, const std::string& index,
                                       const std::string& specifiers) const;
  absl::StatusOr<std::vector<std::string>> Strangers(const overlay::Variant& variant,
                                                     const compat::Catalog& catalog) const;
  absl::Status CheckPinned(const overlay::Variant& variant) const;
  absl::StatusOr<std::string> MetadataOf(const std::string& name, const std::string& version,
                                         const std::string& index) const;
  absl::StatusOr<std::vector<Pin>> BoundPins(const Pin& member, const overlay::Variant& variant,
                                             const compat::Catalog& catalog) const;

  const Project& project_;
  FamilyIndex& index_;
  const Shadow& shadow_;
  const Tool& tool_;
  const std::vector<clients::Mirror>& mirrors_;
  std::string virtual_environment_;
  IndexByTag own_indexes_;
  MissingHashes missing_;
  std::optional<compat::Version> poetry_;       // its version
  std::optional<overlay::LockFile> universal_;  // by this Poetry, of the project as it is
};

// Where the builds of `tag` lie.
std::string IndexOf(const v1::Package& leader, const std::string& tag, const IndexByTag& own);

// What `variant` pins, each where the project has it: as `members` say, else as their first does.
std::vector<Pin> PinsOf(const overlay::Variant& variant, const std::vector<Pin>& members);

// Paths that a lock names as seen from the folder `from`, which is where Poetry wrote it, as seen
// from `to`. What is taken from an index has none.
void MovePaths(const std::string& from, const std::string& to, overlay::LockFile& lock);

// The URL of the entry's source, where it is `from`.
void SetSourceUrl(const std::string& from, const std::string& to, overlay::Entry& entry);

}  // namespace accel::shim::poetry
