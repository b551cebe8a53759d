// SPDX-License-Identifier: Apache-2.0
#include "daemon/service.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/server_posix.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>

#include "compat/answer.h"
#include "tests/compat/machines.h"

namespace accel::daemon {
namespace {

using testing::HasSubstr;

// The service behind a pair of sockets.
class ServiceTest : public testing::Test {
 protected:
  ServiceTest() {
    current_.OnChange([this](const SnapshotPtr& snapshot) { watchers_.Send(snapshot); });
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    std::array<int, 2> ends{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()), 0);
    grpc::AddInsecureChannelFromFd(server_.get(), ends[0]);
    stub_ = v1::Compatibility::NewStub(grpc::CreateInsecureChannelFromFd("localhost", ends[1]));
  }
  ~ServiceTest() override {
    watchers_.CloseAll();
    server_->Shutdown(Soon());
  }

  static std::chrono::system_clock::time_point Soon() {
    return std::chrono::system_clock::now() + std::chrono::seconds(20);
  }

  SnapshotPtr Publish(const v1::Host& host) {
    return current_.Publish(host, catalog_, Clock::now());
  }

  // The answer to `request`, or the status as an error.
  template <typename Request, typename Response>
  grpc::Status Call(grpc::Status (v1::Compatibility::Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                    const Request& request, Response* response) {
    grpc::ClientContext context;
    context.set_deadline(Soon());
    return (stub_.get()->*method)(&context, request, response);
  }

  // Whether the RPC says what the function of compat/answer.h says.
  template <typename Request, typename Response>
  void ExpectAnswered(grpc::Status (v1::Compatibility::Stub::*method)(grpc::ClientContext*,
                                                                      const Request&, Response*),
                      const Request& request,
                      absl::StatusOr<Response> (*answer)(const Request&, const v1::Host&,
                                                         const compat::Catalog&)) {
    Response response;
    const grpc::Status status = Call(method, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    const absl::StatusOr<Response> expected = answer(request, host_, *catalog_);
    ASSERT_TRUE(expected.ok()) << expected.status();
    EXPECT_EQ(response.SerializeAsString(), expected->SerializeAsString());
    EXPECT_GT(response.ByteSizeLong(), 0u);
  }

  const v1::Host host_ = compat::Nvidia({"6.1"}, "580.95.05");
  const std::shared_ptr<const compat::Catalog> catalog_{std::shared_ptr<void>(),
                                                        &compat::RealCatalog()};
  CurrentSnapshot current_;
  Watchers watchers_;
  CompatibilityService service_{current_, watchers_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::Compatibility::Stub> stub_;
};

using Stub = v1::Compatibility::Stub;

v1::ListTagsRequest Torch29() {
  v1::ListTagsRequest request;
  request.add_requirements("torch==2.9.*");
  return request;
}

TEST_F(ServiceTest, GetHostTellsFactsGenerationAndAge) {
  current_.Publish(host_, catalog_, Clock::now() - std::chrono::seconds(3));
  v1::GetHostResponse response;
  ASSERT_TRUE(Call(&Stub::GetHost, v1::GetHostRequest(), &response).ok());
  EXPECT_TRUE(SameFacts(response.host(), host_));
  EXPECT_EQ(response.generation(), 1u);
  EXPECT_GE(response.age_milliseconds(), 3000u);
}

TEST_F(ServiceTest, EveryQuestionIsAnsweredAsInProcess) {
  Publish(host_);
  ExpectAnswered(&Stub::ListTags, Torch29(), compat::ListTags);
  v1::ExplainRequest why;
  why.set_package("torch");
  why.set_tag("cu130");
  ExpectAnswered(&Stub::Explain, why, compat::Explain);
  ExpectAnswered(&Stub::SupportedProperties, v1::SupportedPropertiesRequest(),
                 compat::SupportedProperties);
  v1::RankVariantsRequest rank;
  rank.add_variants()->set_label("null");
  ExpectAnswered(&Stub::RankVariants, rank, compat::RankVariants);
}

TEST_F(ServiceTest, HostOfTheRequestIsJudgedInsteadOfOurs) {
  Publish(compat::NoGpu());
  v1::ListTagsRequest request = Torch29();
  *request.mutable_host() = host_;
  v1::ListTagsResponse response;
  ASSERT_TRUE(Call(&Stub::ListTags, request, &response).ok());
  ASSERT_EQ(response.choice_size(), 1);
  EXPECT_EQ(response.choice(0).tag(), "cu126");
}

TEST_F(ServiceTest, ErrorsKeepTheirCodes) {
  Publish(host_);
  v1::ListTagsRequest unreadable, unknown;
  unreadable.add_requirements("torch==");
  unknown.add_requirements("no-such-package");
  v1::ListTagsResponse response;
  EXPECT_EQ(Call(&Stub::ListTags, unreadable, &response).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Call(&Stub::ListTags, unknown, &response).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ServiceTest, NothingIsAnsweredBeforeTheFirstSnapshot) {
  v1::GetHostResponse host;
  const grpc::Status status = Call(&Stub::GetHost, v1::GetHostRequest(), &host);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), HasSubstr("ask again"));
  v1::ListTagsResponse tags;
  EXPECT_EQ(Call(&Stub::ListTags, Torch29(), &tags).error_code(), grpc::StatusCode::UNAVAILABLE);
  v1::SupportedPropertiesResponse properties;
  EXPECT_EQ(
      Call(&Stub::SupportedProperties, v1::SupportedPropertiesRequest(), &properties).error_code(),
      grpc::StatusCode::UNAVAILABLE);
}

TEST_F(ServiceTest, WatchSendsAtOnceAfterEachChangeAndEndsWithCloseAll) {
  Publish(host_);
  grpc::ClientContext context;
  context.set_deadline(Soon());
  const auto stream = stub_->WatchHost(&context, v1::WatchHostRequest());
  v1::WatchHostResponse message;
  ASSERT_TRUE(stream->Read(&message));
  EXPECT_EQ(message.generation(), 1u);
  EXPECT_TRUE(SameFacts(message.host(), host_));
  Publish(host_);  // no change: nothing is sent
  Publish(compat::NoGpu());
  ASSERT_TRUE(stream->Read(&message));
  EXPECT_EQ(message.generation(), 2u);
  EXPECT_TRUE(SameFacts(message.host(), compat::NoGpu()));
  watchers_.CloseAll();
  EXPECT_FALSE(stream->Read(&message));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(ServiceTest, WatchIsRefusedBeforeTheFirstSnapshotAndAfterCloseAll) {
  const auto watch = [this] {
    grpc::ClientContext context;
    context.set_deadline(Soon());
    const auto stream = stub_->WatchHost(&context, v1::WatchHostRequest());
    v1::WatchHostResponse message;
    EXPECT_FALSE(stream->Read(&message));
    return stream->Finish();
  };
  EXPECT_EQ(watch().error_code(), grpc::StatusCode::UNAVAILABLE);
  Publish(host_);
  watchers_.CloseAll();
  EXPECT_THAT(watch().error_message(), HasSubstr("stopping"));
}

}  // namespace
}  // namespace accel::daemon
