// SPDX-License-Identifier: Apache-2.0
//
// Whoever asks gets the answers of service Compatibility here, without knowing who gives them: the
// daemon, or this process with facts it probes itself. Promises the same answer to the same
// question from both: they run the same functions (compat/answer.h). Never starts a daemon, never
// waits longer than the deadline it was given, never falls back in the middle of an answer.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "accel/v1/compatibility.pb.h"
#include "compat/catalog.h"
#include "compat/status.h"

namespace accel::clients {

// The questions. A request that carries a host is judged against that host; then nothing is probed.
class Answers {
 public:
  virtual ~Answers() = default;

  virtual absl::StatusOr<v1::GetHostResponse> GetHost() = 0;
  virtual absl::StatusOr<v1::ListTagsResponse> ListTags(const v1::ListTagsRequest& request) = 0;
  virtual absl::StatusOr<v1::ExplainResponse> Explain(const v1::ExplainRequest& request) = 0;
  virtual absl::StatusOr<v1::SupportedPropertiesResponse> SupportedProperties(
      const v1::SupportedPropertiesRequest& request) = 0;
  virtual absl::StatusOr<v1::RankVariantsResponse> RankVariants(
      const v1::RankVariantsRequest& request) = 0;

  // Who answers, for a person: "acceld at /run/acceld/acceld.sock" or "in process".
  virtual std::string Source() const = 0;
};

// Answers in this process. `probe` reads the facts of this machine; it is called at the first
// question about this machine and never again.
std::unique_ptr<Answers> LocalAnswers(std::shared_ptr<const compat::Catalog> catalog,
                                      std::function<v1::Host()> probe);

enum class DaemonUse {
  kAllowed,  // ask the daemon if it answers, else answer in process
  kNever,    // answer in process
  kRequired  // UNAVAILABLE if the daemon does not answer
};

struct AnswerOptions {
  DaemonUse daemon = DaemonUse::kAllowed;
  std::string socket;                       // path of the facts socket
  std::chrono::milliseconds deadline{500};  // per call to the daemon
};

// Options as the environment sets them: ACCEL_SOCKET (default /run/acceld/acceld.sock) and
// ACCEL_DAEMON=off.
AnswerOptions AnswerOptionsFromEnvironment();

// The daemon if it is there and answers, else this process with this machine's catalogue and
// machine's facts. A daemon that is there but does not answer in time counts as absent; `Source()`
// says who it became.
absl::StatusOr<std::unique_ptr<Answers>> OpenAnswers(const AnswerOptions& options);

// The catalogue as the daemon reads it: compiled in, with this machine's folders over it
// (catalog/folders.h).
absl::StatusOr<std::shared_ptr<const compat::Catalog>> CatalogOfThisMachine();

}  // namespace accel::clients
