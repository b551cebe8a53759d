// SPDX-License-Identifier: Apache-2.0
//
// The properties of a machine as the published providers list them: what compat_oracle answers
// about hosts. A machine is made of files and probed as a real one is, or is a host profile. "!" is
// the answer to a profile that cannot be read. Never looks at the machine it runs on.
#pragma once

#include <string>
#include <vector>

namespace accel::compat {

// host ARCHITECTURE PROVIDER PATH=TEXT… -> "namespace|feature|value|value", lines of that
// provider's form alone, separated by tabs
std::string AnswerHost(const std::vector<std::string>& fields);

// profile JSON PROVIDER -> the same
std::string AnswerProfile(const std::vector<std::string>& fields);

}  // namespace accel::compat
