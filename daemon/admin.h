// SPDX-License-Identifier: Apache-2.0
//
// Service Admin. Who may call it is decided by the mode of its socket, before a byte is read.
#pragma once

#include "accel/v1/admin.grpc.pb.h"
#include "daemon/refresh.h"

namespace accel::daemon {

class AdminService final : public v1::Admin::CallbackService {
 public:
  // Both live longer than the service.
  AdminService(Refresher& refresher, const CurrentSnapshot& current)
      : refresher_(refresher), current_(current) {}

  grpc::ServerUnaryReactor* Refresh(grpc::CallbackServerContext* context,
                                    const v1::RefreshRequest* request,
                                    v1::RefreshResponse* response) override;
  grpc::ServerUnaryReactor* ReloadCatalog(grpc::CallbackServerContext* context,
                                          const v1::ReloadCatalogRequest* request,
                                          v1::ReloadCatalogResponse* response) override;

 private:
  Refresher& refresher_;
  const CurrentSnapshot& current_;
};

}  // namespace accel::daemon
