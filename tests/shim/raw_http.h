// SPDX-License-Identifier: Apache-2.0
//
// A client that sends bytes as they are and gives back all that the server says.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <string>

namespace accel::shim {

// A connection to PORT on 127.0.0.1, or -1.
inline int ConnectTo(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

// Sends `bytes`, then reads until the server closes.
inline std::string Exchange(int port, const std::string& bytes) {
  int fd = ConnectTo(port);
  if (fd < 0) return "not connected";
  timeval patience = {10, 0};  // a server that neither answers nor closes fails the test
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  std::string answer;
  char buffer[4096];
  ssize_t got;
  while ((got = recv(fd, buffer, sizeof buffer, 0)) > 0) {
    answer.append(buffer, static_cast<std::size_t>(got));
  }
  bool closed = got == 0;
  close(fd);
  return closed ? answer : answer + "[still open]";
}

// "GET /x" -> the whole answer.
inline std::string Ask(int port, const std::string& line) {
  return Exchange(port, line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
}

}  // namespace accel::shim
