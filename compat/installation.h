// SPDX-License-Identifier: Apache-2.0
//
// How a chosen build is installed where its package has no index per tag that accel-shim serves: as
// another distribution, by an extra, from a URL or a page of links. Pure; nothing is looked up.
#pragma once

#include <string>
#include <vector>

#include "accel/v1/verdict.pb.h"
#include "compat/question.h"

namespace accel::compat {

// Words for pip: {"jax[cuda13]==0.10.2"}, {"torch-scatter==2.1.2", "--find-links", "https://…"}.
// Empty for what is served (Catalog::IsServed). "{python}" is left in the name of a file where the
// question names no Python.
std::vector<std::string> InstallWords(const v1::Package& package, const v1::Choice& choice,
                                      const std::string& leader_version, const Question& question);

}  // namespace accel::compat
