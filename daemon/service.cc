// SPDX-License-Identifier: Apache-2.0
#include "daemon/service.h"

#include <string>
#include <utility>

#include "compat/answer.h"

namespace accel::daemon {
namespace {

using Context = grpc::CallbackServerContext;

// `answer(request, host, catalog)` over the current snapshot, sent.
template <typename Request, typename Response, typename Answer>
grpc::ServerUnaryReactor* Reply(Context* context, const CurrentSnapshot& current,
                                const Request& request, Response* response, Answer answer) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const SnapshotPtr now = current.Get();
  if (now == nullptr) {
    reactor->Finish({grpc::StatusCode::UNAVAILABLE, kNoSnapshotYet});
    return reactor;
  }
  absl::StatusOr<Response> result = answer(request, now->host, *now->catalog);
  const absl::Status status = result.status();
  if (result.ok()) *response = *std::move(result);
  reactor->Finish(ToGrpc(status));
  return reactor;
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return {static_cast<grpc::StatusCode>(status.code()), std::string(compat::Message(status))};
}

CompatibilityService::CompatibilityService(const CurrentSnapshot& current, Watchers& watchers)
    : current_(current), watchers_(watchers) {}

grpc::ServerUnaryReactor* CompatibilityService::GetHost(Context* context,
                                                        const v1::GetHostRequest* /*request*/,
                                                        v1::GetHostResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const SnapshotPtr now = current_.Get();
  if (now == nullptr) {
    reactor->Finish({grpc::StatusCode::UNAVAILABLE, kNoSnapshotYet});
    return reactor;
  }
  const auto age =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - now->read_at);
  *response->mutable_host() = now->host;
  response->set_generation(now->generation);
  response->set_age_milliseconds(static_cast<std::uint64_t>(age.count()));
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

grpc::ServerWriteReactor<v1::WatchHostResponse>* CompatibilityService::WatchHost(
    Context* /*context*/, const v1::WatchHostRequest* /*request*/) {
  return watchers_.Open(current_);
}

grpc::ServerUnaryReactor* CompatibilityService::ListTags(Context* context,
                                                         const v1::ListTagsRequest* request,
                                                         v1::ListTagsResponse* response) {
  return Reply(context, current_, *request, response, compat::ListTags);
}

grpc::ServerUnaryReactor* CompatibilityService::Explain(Context* context,
                                                        const v1::ExplainRequest* request,
                                                        v1::ExplainResponse* response) {
  return Reply(context, current_, *request, response, compat::Explain);
}

grpc::ServerUnaryReactor* CompatibilityService::SupportedProperties(
    Context* context, const v1::SupportedPropertiesRequest* request,
    v1::SupportedPropertiesResponse* response) {
  return Reply(context, current_, *request, response, compat::SupportedProperties);
}

grpc::ServerUnaryReactor* CompatibilityService::RankVariants(Context* context,
                                                             const v1::RankVariantsRequest* request,
                                                             v1::RankVariantsResponse* response) {
  return Reply(context, current_, *request, response, compat::RankVariants);
}

}  // namespace accel::daemon
