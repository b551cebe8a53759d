// SPDX-License-Identifier: Apache-2.0
//
// An HTTP server on 127.0.0.1 that says exactly what a test tells it, byte for byte, one request
// per connection. It remembers the requests. With a certificate it speaks TLS.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace accel::shim {

// A certificate for 127.0.0.1 that signs itself, made anew, and its key.
class TestCertificate {
 public:
  TestCertificate();
  ~TestCertificate();
  void* context() const { return context_; }             // an SSL_CTX
  const std::string& pem_file() const { return file_; }  // the certificate, for a client to trust

 private:
  void* context_;
  std::string file_;
};

class LoopbackServer {
 public:
  struct Seen {
    std::string method, target;
    std::map<std::string, std::string> headers;  // names in lower case
  };
  // The bytes to answer with; the connection closes after them. Empty: say nothing, and stay
  // connected until the end.
  using Handler = std::function<std::string(const Seen&)>;

  explicit LoopbackServer(Handler handler, const TestCertificate* certificate = nullptr);
  ~LoopbackServer();

  std::string Url(const std::string& target) const;
  std::vector<Seen> seen() const;

 private:
  void Accept();
  void Serve(int fd);

  Handler handler_;
  const TestCertificate* certificate_;
  int listener_ = -1;
  int stop_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<Seen> seen_;
  std::list<std::thread> connections_;
  std::thread thread_;
};

// "HTTP/1.1 STATUS\r\nHEADERS\r\nContent-Length: …\r\n\r\nBODY"; each header ends in "\r\n".
std::string HttpAnswer(const std::string& status, const std::string& headers,
                       const std::string& body);

}  // namespace accel::shim
