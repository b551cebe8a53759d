// SPDX-License-Identifier: Apache-2.0
//
// The program acceld itself, in a runtime folder and under a root of its own.
#include <gmock/gmock.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/client_unary_call.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>

#include "accel/v1/admin.grpc.pb.h"
#include "accel/v1/compatibility.grpc.pb.h"
#include "tests/daemon/child.h"
#include "tests/daemon/scratch.h"

namespace accel::daemon {
namespace {

using std::chrono::system_clock;
using testing::HasSubstr;

std::shared_ptr<grpc::Channel> Connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0) << path;
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  return grpc::CreateInsecureChannelFromFd("localhost", fd);
}

// A machine without GPUs; a function on its PCI bus can be added.
class AcceldTest : public testing::Test {
 protected:
  AcceldTest() {
    AddPci("0000:00:00.0", "0x8086", "0x1237", "0x060000");
    scratch_.Write("catalog.d/.keep", "");
  }

  void AddPci(const std::string& bus_id, const std::string& vendor, const std::string& device,
              const std::string& kind) const {
    const std::string folder = "root/sys/bus/pci/devices/" + bus_id + "/";
    scratch_.Write(folder + "vendor", vendor + "\n");
    scratch_.Write(folder + "device", device + "\n");
    scratch_.Write(folder + "class", kind + "\n");
  }

  std::unique_ptr<Child> Spawn() const {
    return std::make_unique<Child>(std::vector<std::string>{
        ACCEL_BIN_DIR "/acceld", "--runtime-dir", scratch_.Path("run"), "--root",
        scratch_.Path("root"), "--catalog-dir", scratch_.Path("catalog.d")});
  }
  std::unique_ptr<Child> Serve() const {
    std::unique_ptr<Child> acceld = Spawn();
    EXPECT_TRUE(acceld->WaitForError("answering on")) << acceld->errors();
    return acceld;
  }
  std::unique_ptr<v1::Compatibility::Stub> Facts() const {
    return v1::Compatibility::NewStub(Connect(scratch_.Path("run/acceld.sock")));
  }
  std::unique_ptr<v1::Admin::Stub> Admin() const {
    return v1::Admin::NewStub(Connect(scratch_.Path("run/admin.sock")));
  }

  v1::GetHostResponse GetHost() const {
    grpc::ClientContext context;
    context.set_deadline(system_clock::now() + kPatience);
    v1::GetHostResponse response;
    const grpc::Status status = Facts()->GetHost(&context, {}, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  grpc::Status Reload(v1::ReloadCatalogResponse* response) const {
    grpc::ClientContext context;
    context.set_deadline(system_clock::now() + kPatience);
    return Admin()->ReloadCatalog(&context, {}, response);
  }

  unsigned ModeOf(const std::string& name) const {
    struct stat info{};
    EXPECT_EQ(stat(scratch_.Path(name).c_str(), &info), 0) << name;
    return info.st_mode & 0777u;
  }

  const Scratch scratch_;
};

TEST_F(AcceldTest, AnswersFromTheRootItWasGiven) {
  AddPci("0000:01:00.0", "0x10de", "0x1b80", "0x030000");
  const auto acceld = Serve();
  const v1::GetHostResponse response = GetHost();
  EXPECT_EQ(response.generation(), 1u);
  ASSERT_EQ(response.host().gpus_size(), 1);
  EXPECT_EQ(response.host().gpus(0).compute_capability(), "6.1");
  grpc::ClientContext context;
  v1::ListTagsRequest request;
  request.add_requirements("torch");
  v1::ListTagsResponse tags;
  ASSERT_TRUE(Facts()->ListTags(&context, request, &tags).ok());
  EXPECT_GT(tags.builds_size(), 0);
}

TEST_F(AcceldTest, EverybodyMayAskButNotChange) {
  const auto acceld = Serve();
  EXPECT_EQ(ModeOf("run/acceld.sock"), 0666u);
  EXPECT_EQ(ModeOf("run/admin.sock"), 0660u);
  grpc::ClientContext context;
  v1::RefreshResponse response;
  const auto wrong = v1::Admin::NewStub(Connect(scratch_.Path("run/acceld.sock")));
  EXPECT_EQ(wrong->Refresh(&context, {}, &response).error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

// HealthCheckRequest{service = 1: name} -> HealthCheckResponse{status = 1: SERVING = 1}
// (grpc/health/v1/health.proto).
TEST_F(AcceldTest, IsHealthy) {
  const auto acceld = Serve();
  const std::string name = "accel.v1.Compatibility";
  const std::string wire = std::string("\x0a") + static_cast<char>(name.size()) + name;
  grpc::Slice slice(wire);
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  grpc::ClientContext context;
  context.set_deadline(system_clock::now() + kPatience);
  const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Check",
                                         grpc::internal::RpcMethod::NORMAL_RPC);
  const auto channel = Connect(scratch_.Path("run/acceld.sock"));
  const grpc::Status status =
      grpc::internal::BlockingUnaryCall(channel.get(), method, &context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  grpc::Slice answer;
  ASSERT_TRUE(response.DumpToSingleSlice(&answer).ok());
  EXPECT_EQ(std::string(answer.begin(), answer.end()), "\x08\x01");
}

TEST_F(AcceldTest, SecondOneIsRefusedNamingTheFirst) {
  const auto first = Serve();
  const auto second = Spawn();
  EXPECT_EQ(second->Wait(), 1);
  EXPECT_THAT(second->errors(), HasSubstr("pid " + std::to_string(first->pid()) + ")"));
  EXPECT_EQ(GetHost().generation(), 1u);
}

TEST_F(AcceldTest, StopsAtOnceWithAnOpenStream) {
  const auto acceld = Serve();
  const auto facts = Facts();
  grpc::ClientContext context;
  const auto stream = facts->WatchHost(&context, {});
  v1::WatchHostResponse message;
  ASSERT_TRUE(stream->Read(&message));
  const auto begin = std::chrono::steady_clock::now();
  acceld->Signal(SIGTERM);
  EXPECT_EQ(acceld->Wait(), 0) << acceld->errors();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begin);
  RecordProperty("stop_milliseconds", static_cast<int>(took.count()));
  EXPECT_LT(took, std::chrono::seconds(2));
  EXPECT_FALSE(stream->Read(&message));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(AcceldTest, StartsAgainOnTheSocketOfOneThatWasKilled) {
  const auto first = Serve();
  first->Signal(SIGKILL);
  EXPECT_EQ(first->Wait(), 128 + SIGKILL);
  ASSERT_TRUE(std::filesystem::exists(scratch_.Path("run/acceld.sock")));
  const auto second = Serve();
  EXPECT_EQ(GetHost().generation(), 1u);
}

TEST_F(AcceldTest, RefreshReadsTheFactsBeforeItAnswers) {
  const auto acceld = Serve();
  ASSERT_EQ(GetHost().host().gpus_size(), 0);
  AddPci("0000:01:00.0", "0x10de", "0x1b80", "0x030000");
  grpc::ClientContext context;
  v1::RefreshResponse response;
  const grpc::Status status = Admin()->Refresh(&context, {}, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_GE(response.generation(), 2u);
  EXPECT_EQ(GetHost().host().gpus_size(), 1);
}

TEST_F(AcceldTest, WatcherHearsOfAChangeNobodyReported) {
  const auto acceld = Serve();
  const auto facts = Facts();
  grpc::ClientContext context;
  context.set_deadline(system_clock::now() + kPatience);
  const auto stream = facts->WatchHost(&context, {});
  v1::WatchHostResponse message;
  ASSERT_TRUE(stream->Read(&message));
  AddPci("0000:01:00.0", "0x10de", "0x1b80", "0x030000");
  while (message.host().gpus_size() == 0) ASSERT_TRUE(stream->Read(&message));
  EXPECT_GE(message.generation(), 2u);
}

TEST_F(AcceldTest, BrokenCatalogueFileLeavesTheOldCatalogue) {
  const auto acceld = Serve();
  v1::ReloadCatalogResponse before, after;
  ASSERT_TRUE(Reload(&before).ok());
  EXPECT_GT(before.packages(), 0u);
  const std::string broken = scratch_.Write("catalog.d/10.textproto", "packages {{\n");
  acceld->Signal(SIGHUP);
  EXPECT_TRUE(acceld->WaitForError("the old catalogue stays")) << acceld->errors();
  EXPECT_THAT(acceld->errors(), HasSubstr(broken + ":1:11"));
  const grpc::Status refused = Reload(&after);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(refused.error_message(), HasSubstr(broken));
  scratch_.Write(
      "catalog.d/10.textproto",
      "packages { name: \"newcomer\" selection: LOCAL_VERSION index: \"https://n.example\" }\n");
  ASSERT_TRUE(Reload(&after).ok());
  EXPECT_EQ(after.packages(), before.packages() + 1);
}

TEST_F(AcceldTest, RefusesToStartWithABrokenCatalogue) {
  scratch_.Write("catalog.d/10.textproto", "?");
  const auto acceld = Spawn();
  EXPECT_EQ(acceld->Wait(), 1);
  EXPECT_THAT(acceld->errors(), HasSubstr("10.textproto:1:1"));
}

}  // namespace
}  // namespace accel::daemon
