// SPDX-License-Identifier: Apache-2.0
//
// The gate: a simple index on 127.0.0.1 that lives as long as one pip call. It answers bound names
// with the builds that run here and sends every other name to the user's own index, so that pip's
// resolver can only choose what we would. Promises pages only below an unguessable path, one
// request at a time, an answer for each that is remembered. Never serves a file, never listens
// beyond the loopback, never sends credentials that the caller did not ask it to send.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "compat/status.h"
#include "shim/index/page.h"

namespace accel::shim::gate {

// kDrop: user and password are cut out of the URL. kKeep: sent as they are (never for `pip lock`,
// which writes them down; pip before 23.1 ignores them).
enum class Credentials { kDrop, kKeep };

// 302 to the project's page on the user's own index (index/url.h: ProjectPageUrl).
struct Redirect {
  std::string url;
  Credentials credentials = Credentials::kDrop;
};
// A page with these files, possibly none.
struct Files {
  std::vector<index::File> files;
};
// 404: this index has no such project.
struct NotFound {};
// No answer is possible. pip prints little of it, so `text` is kept for the shim to print:
// served().
struct Failure {
  std::string text;
};
using Answer = std::variant<Redirect, Files, NotFound, Failure>;

// What the gate says, decided elsewhere. `index` numbers the user's indexes: 0 = index-url, 1… =
// the extra ones in order.
class Answers {
 public:
  virtual ~Answers() = default;
  // Called on the gate's thread, never twice at once. `name` is valid and normalised. A bound name
  // is answered on 0 and NotFound on the others. An `index` that does not exist is NotFound.
  virtual Answer AnswerPage(int index, const std::string& name) = 0;
};

// One request below the token's path that reached an Answers.
struct ServedPage {
  int index = 0;
  std::string name;       // normalised
  int status = 0;         // 200, 302, 404, 424 (Failure)
  std::size_t files = 0;  // on the page, for 200
  std::string text;       // of the Failure; else empty
};

class Gate {
 public:
  // Listens on a free port of 127.0.0.1 and answers from a thread of its own until destroyed.
  // `answers` outlives the gate. UNAVAILABLE when no socket can be had.
  static absl::StatusOr<std::unique_ptr<Gate>> Start(Answers& answers);
  ~Gate();  // stops the thread; requests in flight are cut off
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // "http://127.0.0.1:PORT/TOKEN/INDEX/simple/". Whatever runs behind it needs NO_PROXY to hold
  // 127.0.0.1.
  std::string IndexUrl(int index) const;

  // What was answered so far, in order.
  std::vector<ServedPage> served() const;

 private:
  struct Loop;
  explicit Gate(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace accel::shim::gate
