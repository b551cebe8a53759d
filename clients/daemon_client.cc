// SPDX-License-Identifier: Apache-2.0
#include "clients/daemon_client.h"

#include <fcntl.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/grpcpp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "accel/v1/compatibility.grpc.pb.h"

namespace accel::clients {
namespace {

absl::Status FromGrpc(const grpc::Status& status, const std::string& where) {
  if (status.ok()) return absl::OkStatus();
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                      "acceld at " + where + ": " + status.error_message());
}

class Daemon : public Answers {
 public:
  Daemon(std::shared_ptr<grpc::Channel> channel, std::string path,
         std::chrono::milliseconds deadline)
      : stub_(v1::Compatibility::NewStub(std::move(channel))),
        path_(std::move(path)),
        deadline_(deadline) {}

  absl::StatusOr<v1::GetHostResponse> GetHost() override {
    return Call<v1::GetHostResponse>(v1::GetHostRequest(), &v1::Compatibility::Stub::GetHost);
  }
  absl::StatusOr<v1::ListTagsResponse> ListTags(const v1::ListTagsRequest& request) override {
    return Call<v1::ListTagsResponse>(request, &v1::Compatibility::Stub::ListTags);
  }
  absl::StatusOr<v1::ExplainResponse> Explain(const v1::ExplainRequest& request) override {
    return Call<v1::ExplainResponse>(request, &v1::Compatibility::Stub::Explain);
  }
  absl::StatusOr<v1::SupportedPropertiesResponse> SupportedProperties(
      const v1::SupportedPropertiesRequest& request) override {
    return Call<v1::SupportedPropertiesResponse>(request,
                                                 &v1::Compatibility::Stub::SupportedProperties);
  }
  absl::StatusOr<v1::RankVariantsResponse> RankVariants(
      const v1::RankVariantsRequest& request) override {
    return Call<v1::RankVariantsResponse>(request, &v1::Compatibility::Stub::RankVariants);
  }
  std::string Source() const override { return "acceld at " + path_; }

 private:
  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(const Request& request,
                                grpc::Status (v1::Compatibility::Stub::*method)(
                                    grpc::ClientContext*, const Request&, Response*)) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + deadline_);
    Response response;
    ACCEL_RETURN_IF_ERROR(FromGrpc((stub_.get()->*method)(&context, request, &response), path_));
    return response;
  }

  std::unique_ptr<v1::Compatibility::Stub> stub_;
  std::string path_;
  std::chrono::milliseconds deadline_;
};

absl::Status CannotConnect(const std::string& path, int error) {
  const std::string message = "acceld at " + path + ": " + std::strerror(error) +
                              "; is it running? systemctl status acceld";
  if (error == EACCES || error == EPERM) return absl::PermissionDeniedError(message);
  return absl::UnavailableError(message);
}

// A connected, non-blocking descriptor: what gRPC wants.
absl::StatusOr<int> Connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return compat::InvalidArgument("socket " + path +
                                   ": a socket path has 1 to 107 bytes; set ACCEL_SOCKET");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return CannotConnect(path, errno);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  const int error = errno;
  close(fd);
  return CannotConnect(path, error);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Answers>> ConnectDaemon(const std::string& path,
                                                       std::chrono::milliseconds deadline) {
  ACCEL_ASSIGN_OR_RETURN(const int fd, Connect(path));
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  std::shared_ptr<grpc::Channel> channel =
      grpc::CreateCustomInsecureChannelFromFd("localhost", fd, arguments);
  return std::make_unique<Daemon>(std::move(channel), path, deadline);
}

}  // namespace accel::clients
