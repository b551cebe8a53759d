// SPDX-License-Identifier: Apache-2.0
//
// Answers of a running acceld over its Unix socket.
// Promises an outcome within the deadline of each call, and to tell an absent daemon (no socket,
// nobody listening) from one that fails: UNAVAILABLE against everything else. Never resolves a
// name, reconnects or uses a proxy: the socket is connected here and handed to gRPC.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "clients/answers.h"

namespace accel::clients {

// Connects to the facts socket at `path`. UNAVAILABLE when nobody listens there, PERMISSION_DENIED
// when the caller may not connect, INVALID_ARGUMENT for a path that is no socket path (empty, or
// longer than 107 bytes).
absl::StatusOr<std::unique_ptr<Answers>> ConnectDaemon(const std::string& path,
                                                       std::chrono::milliseconds deadline);

}  // namespace accel::clients
