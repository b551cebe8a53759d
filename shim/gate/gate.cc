// SPDX-License-Identifier: Apache-2.0
#include "shim/gate/gate.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "shim/gate/reply.h"
#include "shim/gate/route.h"

namespace accel::shim::gate {
namespace {

constexpr int kIdleSeconds = 60;               // a connection that says nothing is closed
constexpr ev_ssize_t kMaxHeaderBytes = 16384;  // of a request
constexpr ev_ssize_t kMaxBodyBytes = 0;

absl::Status CannotListen(const std::string& what) {
  return absl::UnavailableError("the gate cannot listen on 127.0.0.1: " + what + ": " +
                                std::generic_category().message(errno) +
                                "; run with ACCEL_SHIM=off to go without it");
}

// A listening socket on a free port of 127.0.0.1, or -1 with errno set.
int Listen() {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (bind(fd, plain, sizeof address) == 0 && listen(fd, 64) == 0) return fd;
  int error = errno;
  close(fd);
  errno = error;
  return -1;
}

int PortOf(int fd) {
  sockaddr_in address = {};
  socklen_t size = sizeof address;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.sin_port);
}

// Signals are for the shim's own thread; a SIGPIPE would be for nobody.
std::thread StartWithoutSignals(auto run) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(run));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

void Send(evhttp_request* request, const Reply& reply) {
  evkeyvalq* headers = evhttp_request_get_output_headers(request);
  evhttp_add_header(headers, "Cache-Control", "no-store");
  if (!reply.content_type.empty()) {
    evhttp_add_header(headers, "Content-Type", reply.content_type.c_str());
  }
  if (!reply.location.empty()) evhttp_add_header(headers, "Location", reply.location.c_str());
  evhttp_add_header(headers, "Content-Length", std::to_string(reply.body.size()).c_str());
  evbuffer* body = evbuffer_new();
  bool wanted = evhttp_request_get_command(request) != EVHTTP_REQ_HEAD;
  if (body != nullptr && wanted) evbuffer_add(body, reply.body.data(), reply.body.size());
  evhttp_send_reply(request, reply.status, nullptr, body);
  if (body != nullptr) evbuffer_free(body);
}

}  // namespace

// Everything here belongs to the thread once it runs, but for what `mutex` guards and `stop_fd`.
struct Gate::Loop {
  explicit Loop(Answers& the_answers) : answers(the_answers) {}
  ~Loop();
  absl::Status Open();
  void Run() { event_base_dispatch(base); }
  void Stop();
  void Handle(evhttp_request* request);

  Answers& answers;
  std::string token;
  int port = 0;
  int stop_fd = -1;
  event_base* base = nullptr;
  evhttp* http = nullptr;
  event* stop_event = nullptr;
  std::thread thread;
  std::mutex mutex;
  std::vector<ServedPage> served;
};

Gate::Loop::~Loop() {
  if (http != nullptr) evhttp_free(http);
  if (stop_event != nullptr) event_free(stop_event);
  if (base != nullptr) event_base_free(base);
  if (stop_fd >= 0) close(stop_fd);
}

absl::Status Gate::Loop::Open() {
  ACCEL_ASSIGN_OR_RETURN(token, NewToken());
  base = event_base_new();
  http = base == nullptr ? nullptr : evhttp_new(base);
  stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (http == nullptr || stop_fd < 0) return CannotListen("no event loop");
  auto stop = [](evutil_socket_t, short, void* loop) {
    event_base_loopbreak(static_cast<event_base*>(loop));
  };
  stop_event = event_new(base, stop_fd, EV_READ, stop, base);
  if (stop_event == nullptr || event_add(stop_event, nullptr) != 0) return CannotListen("no event");
  evhttp_set_allowed_methods(http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
  evhttp_set_max_headers_size(http, kMaxHeaderBytes);
  evhttp_set_max_body_size(http, kMaxBodyBytes);
  evhttp_set_timeout(http, kIdleSeconds);
  auto handle = [](evhttp_request* request, void* self) {
    static_cast<Loop*>(self)->Handle(request);
  };
  evhttp_set_gencb(http, handle, this);
  int listener = Listen();
  if (listener < 0) return CannotListen("no socket");
  port = PortOf(listener);
  if (evhttp_accept_socket(http, listener) != 0) {
    close(listener);
    return CannotListen("no listener");
  }
  return absl::OkStatus();
}

void Gate::Loop::Stop() {
  std::uint64_t one = 1;
  while (write(stop_fd, &one, sizeof one) < 0 && errno == EINTR) {
  }
  thread.join();
}

void Gate::Loop::Handle(evhttp_request* request) {
  const evhttp_uri* uri = evhttp_request_get_evhttp_uri(request);
  const char* path = uri == nullptr ? nullptr : evhttp_uri_get_path(uri);
  std::optional<Route> route = ParseRoute(path == nullptr ? "" : path, token);
  if (!route) {
    Send(request, Reply());
    return;
  }
  Answer answer = answers.AnswerPage(route->index, route->name);
  Reply reply = MakeReply(*route, answer);
  {
    std::scoped_lock<std::mutex> lock(mutex);
    served.push_back(Remember(*route, answer, reply));
  }
  Send(request, reply);
}

absl::StatusOr<std::unique_ptr<Gate>> Gate::Start(Answers& answers) {
  auto loop = std::make_unique<Loop>(answers);
  ACCEL_RETURN_IF_ERROR(loop->Open());
  loop->thread = StartWithoutSignals([loop = loop.get()] { loop->Run(); });
  return std::unique_ptr<Gate>(new Gate(std::move(loop)));
}

Gate::Gate(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}

Gate::~Gate() { loop_->Stop(); }

std::string Gate::IndexUrl(int index) const {
  return "http://127.0.0.1:" + std::to_string(loop_->port) + "/" + loop_->token + "/" +
         std::to_string(index) + "/simple/";
}

std::vector<ServedPage> Gate::served() const {
  std::scoped_lock<std::mutex> lock(loop_->mutex);
  return loop_->served;
}

}  // namespace accel::shim::gate
