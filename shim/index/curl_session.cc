// SPDX-License-Identifier: Apache-2.0
#include "shim/index/curl_session.h"

#include <map>
#include <optional>
#include <utility>

#include "shim/index/fetch_error.h"
#include "shim/index/sigpipe_guard.h"
#include "shim/index/transfer.h"

namespace accel::shim::index {

// The requests of one FetchAll while they run.
class Batch {
 public:
  Batch(CurlSession& session, std::span<const Request> requests)
      : session_(session), requests_(requests), results_(requests.size()) {}
  ~Batch() {
    for (auto& [easy, running] : running_) {
      session_.curl_.multi_remove_handle(session_.multi_, easy);
    }
  }

  void Start();
  // Blocks until every request has its result, or the user cancels.
  void Run();
  std::vector<absl::StatusOr<Response>> Results();

 private:
  struct Running {
    std::size_t at;
    std::unique_ptr<Transfer> transfer;
  };

  void Send(std::size_t at, std::unique_ptr<Transfer> transfer);
  void Collect();
  void Finish(CURL* easy, CURLcode code);

  CurlSession& session_;
  std::span<const Request> requests_;
  std::vector<std::optional<absl::StatusOr<Response>>> results_;
  std::map<CURL*, Running> running_;
};

void Batch::Start() {
  auto start = std::chrono::steady_clock::now();
  for (std::size_t at = 0; at < requests_.size(); ++at) {
    absl::StatusOr<Url> url = ParseUrl(requests_[at].url);
    if (!url.ok()) {
      results_[at] = url.status();
      continue;
    }
    Send(at, std::make_unique<Transfer>(session_.curl_, session_.options_, requests_[at],
                                        *std::move(url), start));
  }
}

void Batch::Send(std::size_t at, std::unique_ptr<Transfer> transfer) {
  CURL* easy = transfer->Prepare();
  if (easy == nullptr || session_.curl_.multi_add_handle(session_.multi_, easy) != CURLM_OK) {
    results_[at] = TransferError(requests_[at].url, CURLE_OUT_OF_MEMORY, "");
    return;
  }
  running_[easy] = {at, std::move(transfer)};
}

void Batch::Run() {
  constexpr int kPollMilliseconds = 100;  // how long a cancellation may go unseen
  while (!running_.empty() && !session_.Cancelled()) {
    int active = 0;
    if (session_.curl_.multi_perform(session_.multi_, &active) != CURLM_OK) return;
    Collect();
    if (running_.empty()) return;
    session_.curl_.multi_poll(session_.multi_, nullptr, 0, kPollMilliseconds, nullptr);
  }
}

void Batch::Collect() {
  int left = 0;
  while (CURLMsg* message = session_.curl_.multi_info_read(session_.multi_, &left)) {
    if (message->msg == CURLMSG_DONE) Finish(message->easy_handle, message->data.result);
  }
}

void Batch::Finish(CURL* easy, CURLcode code) {
  auto node = running_.extract(easy);
  if (node.empty()) return;
  session_.curl_.multi_remove_handle(session_.multi_, easy);
  Running& running = node.mapped();
  results_[running.at] = running.transfer->Finish(code);
  if (!results_[running.at]) Send(running.at, std::move(running.transfer));
}

std::vector<absl::StatusOr<Response>> Batch::Results() {
  std::vector<absl::StatusOr<Response>> results;
  for (std::size_t at = 0; at < results_.size(); ++at) {
    if (results_[at]) {
      results.push_back(*std::move(results_[at]));
    } else if (session_.Cancelled()) {
      results.push_back(
          FetchError(absl::StatusCode::kCancelled, requests_[at].url, "interrupted by the user"));
    } else {
      results.push_back(TransferError(requests_[at].url, CURLE_FAILED_INIT, "libcurl gave up"));
    }
  }
  return results;
}

absl::StatusOr<std::unique_ptr<CurlSession>> CurlSession::Open(const CurlOptions& options) {
  ACCEL_ASSIGN_OR_RETURN(CurlLibrary curl, LoadCurl(options.libraries));
  CURLM* multi = curl.multi_init();
  if (multi == nullptr) return absl::ResourceExhaustedError("libcurl: out of memory");
  curl.multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(options.parallel));
  curl.multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 6L);
  return std::unique_ptr<CurlSession>(new CurlSession(options, curl, multi));
}

CurlSession::CurlSession(const CurlOptions& options, const CurlLibrary& curl, CURLM* multi)
    : options_(options), curl_(curl), multi_(multi) {}

CurlSession::~CurlSession() {
  SigpipeGuard guard;
  curl_.multi_cleanup(multi_);
}

bool CurlSession::Cancelled() const {
  return options_.cancel != nullptr && options_.cancel->load(std::memory_order_relaxed);
}

std::vector<absl::StatusOr<Response>> CurlSession::FetchAll(std::span<const Request> requests) {
  SigpipeGuard guard;
  Batch batch(*this, requests);
  batch.Start();
  batch.Run();
  return batch.Results();
}

}  // namespace accel::shim::index
