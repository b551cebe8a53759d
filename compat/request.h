// SPDX-License-Identifier: Apache-2.0
//
// What every request of the API has in common: the machine that it asks about, and which of its
// GPUs count. Internal to compat/.
#pragma once

#include "accel/v1/host.pb.h"
#include "compat/gpu_selection.h"

namespace accel::compat {

// ALL where the request does not say.
template <typename Request>
GpuPolicy PolicyOf(const Request& request) {
  GpuPolicy policy;
  if (request.policy() != v1::POLICY_UNSPECIFIED) policy.policy = request.policy();
  if constexpr (requires { request.visible(); })
    policy.visible.assign(request.visible().begin(), request.visible().end());
  return policy;
}

// Its own, else `host`.
template <typename Request>
const v1::Host& HostOf(const Request& request, const v1::Host& host) {
  return request.has_host() ? request.host() : host;
}

}  // namespace accel::compat
