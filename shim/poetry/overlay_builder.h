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

class OverlayBuilder {
 public:
  // The references outlive the builder.
  OverlayBuilder(const Project& project, const Shadow& shadow, const Tool& tool, FamilyIndex& index,
                 const std::vector<clients::Mirror>& mirrors, std::string virtual_environment)
      : project_(project),
        index_(index),
        shadow_(shadow),
        tool_(tool),
        mirrors_(mirrors),
        virtual_environment_(std::move(virtual_environment)) {}

  // `members` at the builds of `tag` on the index of `leader`, and what they bring from there alone
  // (pytorch-triton-rocm). FAILED_PRECONDITION when there is no such build, or in Poetry's own
  // words.
  absl::StatusOr<overlay::Variant> Build(const std::vector<Pin>& members, const std::string& tag,
                                         const v1::Package& leader, const compat::Catalog& catalog);

 private:
  absl::StatusOr<overlay::LockFile> Resolve(const std::string& pyproject);
  absl::StatusOr<std::vector<Pin>> BoundPins(const Pin& member, const std::string& tag,
                                             const v1::Package& leader,
                                             const compat::Catalog& catalog) const;

  const Project& project_;
  FamilyIndex& index_;
  const Shadow& shadow_;
  const Tool& tool_;
  const std::vector<clients::Mirror>& mirrors_;
  std::string virtual_environment_;
  std::optional<compat::Version> poetry_;       // its version
  std::optional<overlay::LockFile> universal_;  // by this Poetry, of the project as it is
};

// Where the builds of `tag` lie.
std::string IndexOf(const v1::Package& leader, const std::string& tag);

// What `variant` pins, each where the project has it: as `members` say, else as their first does.
std::vector<Pin> PinsOf(const overlay::Variant& variant, const std::vector<Pin>& members);

// In the entries of `difference`: the URL `from` of a source as `to`.
void ReplaceSource(const std::string& from, const std::string& to, overlay::Difference& difference);

}  // namespace accel::shim::poetry
