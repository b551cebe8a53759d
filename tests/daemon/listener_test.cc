// SPDX-License-Identifier: Apache-2.0
#include "daemon/listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>

#include "tests/daemon/scratch.h"

namespace accel::daemon {
namespace {

unsigned ModeOf(const std::string& path) {
  struct stat info{};
  EXPECT_EQ(lstat(path.c_str(), &info), 0);
  EXPECT_TRUE(S_ISSOCK(info.st_mode));
  return info.st_mode & 07777u;
}

bool CanConnect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

TEST(ListenerTest, SocketHasTheModeOfThePlanWhateverTheUmask) {
  const Scratch scratch;
  const mode_t before = umask(0077);
  for (const unsigned mode : {0666u, 0660u, 0600u}) {
    const std::string path = scratch.Path("s" + std::to_string(mode));
    const absl::StatusOr<UniqueFd> fd = BindSocket({path, mode, ""});
    ASSERT_TRUE(fd.ok()) << fd.status();
    EXPECT_EQ(ModeOf(path), mode);
    EXPECT_TRUE(CanConnect(path));
  }
  EXPECT_EQ(umask(before), 0077u) << "BindSocket must put the umask back";
}

TEST(ListenerTest, UnknownGroupLeavesTheOwner) {
  const Scratch scratch;
  EXPECT_TRUE(BindSocket({scratch.Path("s"), 0660, "no-such-group-here"}).ok());
  EXPECT_EQ(ModeOf(scratch.Path("s")), 0660u);
}

TEST(ListenerTest, StaleSocketIsReplaced) {
  const Scratch scratch;
  const std::string path = scratch.Path("s");
  BindSocket({path, 0666, ""}).IgnoreError();  // closed, its file stays
  ASSERT_FALSE(CanConnect(path));
  const absl::StatusOr<UniqueFd> fd = BindSocket({path, 0666, ""});
  ASSERT_TRUE(fd.ok()) << fd.status();
  EXPECT_TRUE(CanConnect(path));
}

TEST(ListenerTest, OtherFilesAreLeftAlone) {
  const Scratch scratch;
  const std::string file = scratch.Write("file", "precious");
  const std::string link = scratch.Path("link");
  std::filesystem::create_symlink(file, link);
  for (const std::string& path : {file, link}) {
    EXPECT_FALSE(BindSocket({path, 0666, ""}).ok()) << path;
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::symlink_status(path))) << path;
  }
  EXPECT_EQ(std::filesystem::file_size(file), 8u);
}

TEST(ListenerTest, PathHas107BytesAtMost) {
  const Scratch scratch;
  const auto padded = [&](std::size_t size) {
    return scratch.Path(std::string(size - scratch.path().size() - 1, 'x'));
  };
  EXPECT_TRUE(BindSocket({padded(107), 0666, ""}).ok());
  for (const std::string& path : {padded(108), std::string()}) {
    const absl::Status status = BindSocket({path, 0666, ""}).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_THAT(std::string(compat::Message(status)), testing::HasSubstr("107 bytes"));
  }
}

}  // namespace
}  // namespace accel::daemon
