// SPDX-License-Identifier: Apache-2.0
//
// What is settled before pip starts: the builds of what is named, a refusal, and the exact pins
// that replace wrong builds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accel/v1/verdict.pb.h"
#include "compat/choose.h"
#include "shim/family_index.h"
#include "shim/family_state.h"
#include "shim/pip/request.h"

namespace accel::shim::pip {

struct Decision {
  bool needed = false;  // false: everything named is there in the right build, nothing was asked
  std::vector<v1::Choice> choice;  // for the named packages
  std::optional<v1::Refusal> refusal;
  std::vector<std::string> notes;
  std::vector<std::string> constraints;  // "torch==2.14.1+cu126"
  std::vector<std::string>
      requirements;  // wrong members that nobody named, to be replaced in the same run
  std::map<std::string, v1::Choice> settled;  // leader -> the build that is certain
};

// Fetches pages only when something is at stake. Errors are those of the index.
absl::StatusOr<Decision> Decide(const PipRequest& request, const Installed& installed,
                                const compat::Question& question, FamilyIndex& index);

}  // namespace accel::shim::pip
