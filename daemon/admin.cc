// SPDX-License-Identifier: Apache-2.0
#include "daemon/admin.h"

#include "daemon/service.h"

namespace accel::daemon {

grpc::ServerUnaryReactor* AdminService::Refresh(grpc::CallbackServerContext* context,
                                                const v1::RefreshRequest* /*request*/,
                                                v1::RefreshResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<SnapshotPtr> snapshot = refresher_.Refresh();
  if (snapshot.ok()) response->set_generation((*snapshot)->generation);
  reactor->Finish(ToGrpc(snapshot.status()));
  return reactor;
}

grpc::ServerUnaryReactor* AdminService::ReloadCatalog(grpc::CallbackServerContext* context,
                                                      const v1::ReloadCatalogRequest* /*request*/,
                                                      v1::ReloadCatalogResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::Status status = refresher_.ReloadCatalog();
  if (const SnapshotPtr now = current_.Get(); status.ok() && now != nullptr) {
    response->set_packages(static_cast<std::uint32_t>(now->catalog->message().packages_size()));
    response->set_as_of(now->catalog->message().as_of());
  }
  reactor->Finish(ToGrpc(status));
  return reactor;
}

}  // namespace accel::daemon
