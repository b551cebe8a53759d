// SPDX-License-Identifier: Apache-2.0
#include "daemon/listener.h"

#include <fcntl.h>
#include <grp.h>
#include <grpcpp/server_posix.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "daemon/system_error.h"

namespace accel::daemon {
namespace {

constexpr int kBacklog = 128;
constexpr std::chrono::milliseconds kPauseWhenFull{50};

absl::Status SetOwner(const SocketPlan& plan) {
  if (const group* entry = plan.group.empty() ? nullptr : getgrnam(plan.group.c_str())) {
    if (chown(plan.path.c_str(), static_cast<uid_t>(-1), entry->gr_gid) != 0)
      return SystemError("chown " + plan.path, errno);
  }
  if (chmod(plan.path.c_str(), plan.mode) != 0) return SystemError("chmod " + plan.path, errno);
  return absl::OkStatus();
}

// True when the kernel vouches for who is there.
bool HasCredentials(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid > 0;
}

void Accept(const Listener::Entry& entry) {
  UniqueFd connection(accept4(entry.socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  // Out of descriptors: the connection stays in the backlog; without a pause the loop would spin
  // until one is closed.
  if (!connection.valid() && (errno == EMFILE || errno == ENFILE))
    std::this_thread::sleep_for(kPauseWhenFull);
  if (connection.valid() && HasCredentials(connection.get())) {
    grpc::AddInsecureChannelFromFd(entry.server, connection.Release());
  }
}

}  // namespace

absl::StatusOr<UniqueFd> BindSocket(const SocketPlan& plan) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (plan.path.empty() || plan.path.size() >= sizeof address.sun_path) {
    return compat::InvalidArgument(
        "socket " + plan.path + ": a socket path has 1 to 107 bytes; choose another --runtime-dir");
  }
  std::memcpy(address.sun_path, plan.path.data(), plan.path.size());
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return SystemError("socket", errno);
  struct stat old{};
  if (lstat(plan.path.c_str(), &old) == 0 && S_ISSOCK(old.st_mode)) unlink(plan.path.c_str());
  // Nobody may connect before the mode is right.
  const mode_t before = umask(0177);
  const int bound = bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int error = errno;
  umask(before);
  if (bound != 0) return SystemError("bind " + plan.path, error);
  ACCEL_RETURN_IF_ERROR(SetOwner(plan));
  if (listen(fd.get(), kBacklog) != 0) return SystemError("listen " + plan.path, errno);
  return fd;
}

UniqueFd InheritedSocket(const std::string& name) {
  char** names = nullptr;
  const int count = sd_listen_fds_with_names(0, &names);
  UniqueFd found;
  for (int i = 0; i < count; ++i) {
    if (name == names[i]) found.Reset(SD_LISTEN_FDS_START + i);
  }
  for (int i = 0; i < count; ++i) std::free(names[i]);
  std::free(static_cast<void*>(names));
  if (found.valid()) fcntl(found.get(), F_SETFL, fcntl(found.get(), F_GETFL) | O_NONBLOCK);
  return found;
}

absl::StatusOr<std::unique_ptr<Listener>> Listener::Start(std::vector<Entry> entries) {
  UniqueFd stop(eventfd(0, EFD_CLOEXEC));
  if (!stop.valid()) return SystemError("eventfd", errno);
  return std::unique_ptr<Listener>(new Listener(std::move(entries), std::move(stop)));
}

Listener::Listener(std::vector<Entry> entries, UniqueFd stop)
    : entries_(std::move(entries)), stop_(std::move(stop)), thread_([this] { Loop(); }) {}

Listener::~Listener() {
  eventfd_write(stop_.get(), 1);
  thread_.join();
}

void Listener::Loop() {
  std::vector<pollfd> waits = {{stop_.get(), POLLIN, 0}};
  for (const Entry& entry : entries_) waits.push_back({entry.socket.get(), POLLIN, 0});
  while (poll(waits.data(), waits.size(), -1) >= 0 || errno == EINTR) {
    if (waits[0].revents != 0) return;
    for (std::size_t i = 1; i < waits.size(); ++i) {
      if (waits[i].revents != 0) Accept(entries_[i - 1]);
    }
  }
}

}  // namespace accel::daemon
