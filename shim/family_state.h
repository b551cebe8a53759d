// SPDX-License-Identifier: Apache-2.0
//
// Members of package families that are installed: is each the build that this machine should have?
// Answered from the catalogue alone, so that a run that changes nothing asks no index.
#pragma once

#include <string>
#include <vector>

#include "compat/question.h"
#include "shim/installed.h"

namespace accel::shim {

// True when `version` (with its local part) of `package` is the best build of that version that the
// catalogue knows for this machine. A plain version counts as the build that the default index
// publishes under it (Release.plain_tag). A follower is right when it carries its leader's tag and
// the leader is right.
bool IsRightBuild(const v1::Package& package, const compat::Version& version,
                  const Installed& installed, const compat::Question& question);

// Names of installed members of `leader`'s family whose build is not right, the leader first.
std::vector<std::string> WrongMembers(const v1::Package& leader, const Installed& installed,
                                      const compat::Question& question);

// Whether a plain wheel of the default index can be told to be a build for this machine: what it is
// the catalogue knows for x86_64 alone.
bool TakesPlain(const v1::Host& host);

}  // namespace accel::shim
