// SPDX-License-Identifier: Apache-2.0
//
// An Answer as HTTP says it. Pure.
#pragma once

#include <string>

#include "shim/gate/gate.h"
#include "shim/gate/route.h"

namespace accel::shim::gate {

struct Reply {
  int status = 404;
  std::string location;      // of a redirect
  std::string content_type;  // empty without a body
  std::string body;
};

// A Failure is 424 and not 5xx: pip tries those five times again, with pauses, and the answer would
// not change.
Reply MakeReply(const Route& route, const Answer& answer);

// What is remembered of it.
ServedPage Remember(const Route& route, const Answer& answer, const Reply& reply);

}  // namespace accel::shim::gate
