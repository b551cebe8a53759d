// SPDX-License-Identifier: Apache-2.0
//
// Service Compatibility over gRPC's callback API: takes the current snapshot, asks compat/answer.h,
// sends the answer. Promises that every RPC is answered from one snapshot, host and catalogue
// together, and that none of them waits. Never probes, opens a file or a connection, or looks at
// anything a client names.
#pragma once

#include "accel/v1/compatibility.grpc.pb.h"
#include "compat/status.h"
#include "daemon/snapshot.h"
#include "daemon/watchers.h"

namespace accel::daemon {

// The gRPC form of a status: codes are the same numbers in both.
grpc::Status ToGrpc(const absl::Status& status);

class CompatibilityService final : public v1::Compatibility::CallbackService {
 public:
  // Both live longer than the service. `watchers` is told by the publisher
  // (CurrentSnapshot::OnChange).
  CompatibilityService(const CurrentSnapshot& current, Watchers& watchers);

  grpc::ServerUnaryReactor* GetHost(grpc::CallbackServerContext* context,
                                    const v1::GetHostRequest* request,
                                    v1::GetHostResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchHostResponse>* WatchHost(
      grpc::CallbackServerContext* context, const v1::WatchHostRequest* request) override;
  grpc::ServerUnaryReactor* ListTags(grpc::CallbackServerContext* context,
                                     const v1::ListTagsRequest* request,
                                     v1::ListTagsResponse* response) override;
  grpc::ServerUnaryReactor* Explain(grpc::CallbackServerContext* context,
                                    const v1::ExplainRequest* request,
                                    v1::ExplainResponse* response) override;
  grpc::ServerUnaryReactor* SupportedProperties(grpc::CallbackServerContext* context,
                                                const v1::SupportedPropertiesRequest* request,
                                                v1::SupportedPropertiesResponse* response) override;
  grpc::ServerUnaryReactor* RankVariants(grpc::CallbackServerContext* context,
                                         const v1::RankVariantsRequest* request,
                                         v1::RankVariantsResponse* response) override;

 private:
  const CurrentSnapshot& current_;
  Watchers& watchers_;
};

}  // namespace accel::daemon
