// SPDX-License-Identifier: Apache-2.0
//
// The index of a tag as Poetry is to ask it on this machine. A mirror that is an unedited copy has
// pages that name the true hosts of the files: then a gate on the loopback gives Poetry those pages
// with the files' hosts mapped, too. Its URL is for a shadow alone, never for a lock that is kept.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "clients/config.h"
#include "shim/family_index.h"
#include "shim/gate/gate.h"
#include "shim/poetry/manifest.h"
#include "shim/poetry/tool.h"

namespace accel::shim::poetry {

class MirroredIndex {
 public:
  // `true_url` is the index as it is locked; empty = there is none. A gate is started only where a
  // mirror maps something else than that index. The references outlive it. UNAVAILABLE without a
  // socket.
  static absl::StatusOr<MirroredIndex> Open(const std::string& true_url,
                                            const std::vector<clients::Mirror>& mirrors,
                                            FamilyIndex& index);

  // As a source of the shadow's, and what Poetry must have in its environment to log in there.
  const PinSource& source() const { return source_; }
  const std::vector<Variable>& login() const { return login_; }

 private:
  PinSource source_;
  std::vector<Variable> login_;
  std::unique_ptr<gate::Answers> pages_;
  std::unique_ptr<gate::Gate> gate_;
};

}  // namespace accel::shim::poetry
