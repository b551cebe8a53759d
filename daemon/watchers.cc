// SPDX-License-Identifier: Apache-2.0
#include "daemon/watchers.h"

namespace accel::daemon {
namespace {
constexpr char kStopping[] = "acceld is stopping";
}  // namespace

// One stream. gRPC calls its reactions from any thread; mutex_ orders them with Offer and End. gRPC
// allows one write at a time and one Finish, both are started under mutex_: their completions are
// never run inside the starting call.
class WatchStream final : public grpc::ServerWriteReactor<v1::WatchHostResponse> {
 public:
  explicit WatchStream(Watchers& watchers) : watchers_(watchers) {}

  void Offer(const SnapshotPtr& snapshot) {
    const std::scoped_lock lock(mutex_);
    // Two publishers' threads may arrive in either order: the newest wins.
    if (finished_ || (pending_ != nullptr && pending_->generation >= snapshot->generation) ||
        snapshot->generation <= sent_generation_) {
      return;
    }
    pending_ = snapshot;
    WriteNext();
  }

  void End(const grpc::Status& status) {
    const std::scoped_lock lock(mutex_);
    if (finished_) return;
    finished_ = true;
    Finish(status);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) {
      End(grpc::Status::CANCELLED);
      return;
    }
    const std::scoped_lock lock(mutex_);
    writing_ = false;
    if (!finished_) WriteNext();
  }

  void OnCancel() override { End(grpc::Status::CANCELLED); }

  void OnDone() override {
    watchers_.Remove(this);  // waits for a Send that holds this stream
    delete this;
  }

 private:
  void WriteNext() {  // mutex_ held
    if (writing_ || pending_ == nullptr) return;
    *message_.mutable_host() = pending_->host;
    message_.set_generation(pending_->generation);
    sent_generation_ = pending_->generation;
    pending_ = nullptr;
    writing_ = true;
    StartWrite(&message_);
  }

  Watchers& watchers_;
  std::mutex mutex_;
  SnapshotPtr pending_;
  v1::WatchHostResponse message_;  // belongs to gRPC while writing_
  std::uint64_t sent_generation_ = 0;
  bool writing_ = false;
  bool finished_ = false;
};

grpc::ServerWriteReactor<v1::WatchHostResponse>* Watchers::Open(const CurrentSnapshot& current) {
  auto* stream = new WatchStream(*this);
  // Read under the lock: what is published after this reaches the stream through Send.
  const std::scoped_lock lock(mutex_);
  const SnapshotPtr now = closed_ ? nullptr : current.Get();
  if (now == nullptr) {
    stream->End({grpc::StatusCode::UNAVAILABLE, closed_ ? kStopping : kNoSnapshotYet});
    return stream;
  }
  streams_.insert(stream);
  stream->Offer(now);
  return stream;
}

void Watchers::Send(const SnapshotPtr& snapshot) {
  const std::scoped_lock lock(mutex_);
  for (WatchStream* stream : streams_) stream->Offer(snapshot);
}

void Watchers::CloseAll() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  for (WatchStream* stream : streams_) stream->End({grpc::StatusCode::UNAVAILABLE, kStopping});
}

std::size_t Watchers::size() const {
  const std::scoped_lock lock(mutex_);
  return streams_.size();
}

void Watchers::Remove(WatchStream* stream) {
  const std::scoped_lock lock(mutex_);
  streams_.erase(stream);
}

}  // namespace accel::daemon
