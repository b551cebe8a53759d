// SPDX-License-Identifier: Apache-2.0
#include "tests/shim/loopback_server.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <sstream>
#include <string_view>
#include <utility>

namespace accel::shim {
namespace {

// The socket, in the clear or under TLS.
class Channel {
 public:
  Channel(int fd, const TestCertificate* certificate) : fd_(fd) {
    if (certificate == nullptr) return;
    ssl_ = SSL_new(static_cast<SSL_CTX*>(certificate->context()));
    SSL_set_fd(ssl_, fd);
    ready_ = SSL_accept(ssl_) == 1;
  }
  ~Channel() {
    if (ssl_ != nullptr) {
      if (ready_) SSL_shutdown(ssl_);
      SSL_free(ssl_);
    }
    close(fd_);
  }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  std::string ReadHead() {
    std::string head;
    char c;
    while (ready_ && !head.ends_with("\r\n\r\n") && ReadByte(c)) head += c;
    return head;
  }
  void Write(const std::string& bytes) {
    if (ssl_ != nullptr) {
      SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
      return;
    }
    std::string_view left = bytes;
    while (!left.empty()) {
      ssize_t sent = send(fd_, left.data(), left.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      left.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

 private:
  bool ReadByte(char& c) {
    return ssl_ != nullptr ? SSL_read(ssl_, &c, 1) == 1 : recv(fd_, &c, 1, 0) == 1;
  }

  int fd_;
  SSL* ssl_ = nullptr;
  bool ready_ = true;
};

LoopbackServer::Seen ParseHead(const std::string& head) {
  LoopbackServer::Seen seen;
  std::istringstream lines(head);
  lines >> seen.method >> seen.target;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    seen.headers[name] = line.substr(colon + 2, line.size() - colon - 3);  // without "\r"
  }
  return seen;
}

// True when `fd` can be read, false when `stop` can.
bool WaitFor(int fd, int stop) {
  pollfd fds[] = {{fd, POLLIN, 0}, {stop, POLLIN, 0}};
  while (poll(fds, 2, -1) < 0) {
  }
  return (fds[1].revents & POLLIN) == 0;
}

}  // namespace

LoopbackServer::LoopbackServer(Handler handler, const TestCertificate* certificate)
    : handler_(std::move(handler)), certificate_(certificate) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, plain, size) == 0 && listen(listener_, 64) == 0 &&
      getsockname(listener_, plain, &size) == 0) {
    port_ = ntohs(address.sin_port);
  }
  stop_ = eventfd(0, EFD_CLOEXEC);
  thread_ = std::thread([this] { Accept(); });
}

LoopbackServer::~LoopbackServer() {
  eventfd_write(stop_, 1);
  thread_.join();
  for (std::thread& connection : connections_) connection.join();
  close(listener_);
  close(stop_);
}

std::string LoopbackServer::Url(const std::string& target) const {
  std::string scheme = certificate_ == nullptr ? "http" : "https";
  return scheme + "://127.0.0.1:" + std::to_string(port_) + target;
}

std::vector<LoopbackServer::Seen> LoopbackServer::seen() const {
  std::scoped_lock<std::mutex> lock(mutex_);
  return seen_;
}

void LoopbackServer::Accept() {
  while (WaitFor(listener_, stop_)) {
    int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0) connections_.emplace_back([this, fd] { Serve(fd); });
  }
}

void LoopbackServer::Serve(int fd) {
  if (!WaitFor(fd, stop_)) {
    close(fd);
    return;
  }
  Channel channel(fd, certificate_);
  std::string head = channel.ReadHead();
  if (head.empty()) return;
  Seen seen = ParseHead(head);
  {
    std::scoped_lock<std::mutex> lock(mutex_);
    seen_.push_back(seen);
  }
  std::string answer = handler_(seen);
  if (answer.empty()) {
    pollfd stop = {stop_, POLLIN, 0};
    poll(&stop, 1, -1);
  }
  channel.Write(answer);
}

std::string HttpAnswer(const std::string& status, const std::string& headers,
                       const std::string& body) {
  return "HTTP/1.1 " + status + "\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

}  // namespace accel::shim
