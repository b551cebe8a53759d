// SPDX-License-Identifier: Apache-2.0
#include "shim/index/transfer.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "compat/printable.h"
#include "shim/index/fetch_error.h"

namespace accel::shim::index {
namespace {

// CURLOPT_PROTOCOLS and its bits, for libcurl before 7.85; newer headers mark the names as
// deprecated.
constexpr auto kProtocolsOption = static_cast<CURLoption>(181);
constexpr long kHttpAndHttps = 1 | 2;

bool IsRedirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

Transfer::Transfer(const CurlLibrary& curl, const CurlOptions& options, const Request& request,
                   Url url, std::chrono::steady_clock::time_point start)
    : curl_(curl),
      options_(options),
      request_(request),
      origin_(url),
      current_(std::move(url)),
      deadline_(start + request.deadline) {
  current_.user_info.clear();
  current_.fragment.reset();
}

Transfer::~Transfer() {
  if (easy_ != nullptr) curl_.easy_cleanup(easy_);
  curl_.slist_free_all(headers_);
}

template <typename Value>
void Transfer::Set(CURLoption option, Value value) {
  static_assert(std::is_pointer_v<Value> || std::is_same_v<Value, long> ||
                std::is_same_v<Value, curl_off_t>);
  curl_.easy_setopt(easy_, option, value);
}

CURL* Transfer::Prepare() {
  if (easy_ == nullptr) easy_ = curl_.easy_init();
  if (easy_ == nullptr) return nullptr;
  curl_.easy_reset(easy_);
  body_.clear();
  fields_ = HeaderFields();
  detail_.fill('\0');
  SetTarget();
  SetCredentials();
  SetHeaders();
  SetLimits();
  SetTrust();
  return easy_;
}

void Transfer::SetTarget() {
  Set(CURLOPT_URL, ToString(current_).c_str());
  if (curl_.easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK) {
    Set(kProtocolsOption, kHttpAndHttps);
  }
  Set(CURLOPT_FOLLOWLOCATION, 0L);  // Follow() does it, by stricter rules
  Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  Set(CURLOPT_PIPEWAIT, current_.scheme == "https" ? 1L : 0L);  // HTTP/2 is agreed on under TLS
  if (request_.range.empty()) {
    Set(CURLOPT_ACCEPT_ENCODING, "");
  } else {
    Set(CURLOPT_RANGE, request_.range.c_str());  // of the file as it is, not as it is packed
  }
  if (options_.proxy) {
    Set(CURLOPT_PROXY, options_.proxy->c_str());
    Set(CURLOPT_NOPROXY, "");
  }
  Set(CURLOPT_USERAGENT, options_.user_agent.c_str());
  Set(CURLOPT_PRIVATE, static_cast<void*>(this));
  Set(CURLOPT_ERRORBUFFER, detail_.data());
  Set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  Set(CURLOPT_HEADERFUNCTION, &Transfer::OnHeader);
  Set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  Set(CURLOPT_WRITEFUNCTION, &Transfer::OnBody);
}

void Transfer::SetCredentials() {
  Set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_OPTIONAL));
  if (!options_.netrc_file.empty()) Set(CURLOPT_NETRC_FILE, options_.netrc_file.c_str());
  if (origin_.user_info.empty() || !SameOrigin(origin_, current_)) return;
  std::size_t colon = origin_.user_info.find(':');
  Set(CURLOPT_USERNAME, PercentDecode(origin_.user_info.substr(0, colon)).c_str());
  if (colon == std::string::npos) return;
  Set(CURLOPT_PASSWORD, PercentDecode(origin_.user_info.substr(colon + 1)).c_str());
}

void Transfer::SetHeaders() {
  curl_.slist_free_all(std::exchange(headers_, nullptr));
  auto add = [this](const std::string& name, const std::string& value) {
    if (value.empty()) return;
    curl_slist* longer = curl_.slist_append(headers_, (name + ": " + value).c_str());
    if (longer != nullptr) headers_ = longer;
  };
  add("Accept", request_.accept);
  add("If-None-Match", request_.if_none_match);
  add("If-Modified-Since", request_.if_modified_since);
  Set(CURLOPT_HTTPHEADER, headers_);
}

void Transfer::SetLimits() {
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline_ - std::chrono::steady_clock::now());
  Set(CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>(left.count())));
  Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
  Set(CURLOPT_LOW_SPEED_LIMIT, 1024L);
  Set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stall_timeout.count()));
  Set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request_.max_bytes));
  Set(CURLOPT_NOSIGNAL, 1L);
}

void Transfer::SetTrust() {
  Set(CURLOPT_SSL_VERIFYPEER, 1L);
  Set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options_.ca_bundle.empty()) Set(CURLOPT_CAINFO, options_.ca_bundle.c_str());
  if (!options_.ca_folder.empty()) Set(CURLOPT_CAPATH, options_.ca_folder.c_str());
}

std::size_t Transfer::OnHeader(char* data, std::size_t size, std::size_t count, void* self) {
  ReadHeaderLine({data, size * count}, static_cast<Transfer*>(self)->fields_);
  return size * count;
}

// A short count makes libcurl give up.
std::size_t Transfer::OnBody(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  std::size_t bytes = size * count;
  if (bytes > transfer.request_.max_bytes - transfer.body_.size()) {
    transfer.too_large_ = true;
    return 0;
  }
  transfer.body_.append(data, bytes);
  return bytes;
}

Transfer::Hop Transfer::Finish(CURLcode code) {
  std::string url = ToString(current_);
  if (too_large_ || code == CURLE_FILESIZE_EXCEEDED) {
    return FetchError(absl::StatusCode::kResourceExhausted, url,
                      "the answer is larger than " + std::to_string(request_.max_bytes) +
                          " bytes, no page of an index is; check the URL");
  }
  if (code != CURLE_OK) {
    std::string detail = detail_[0] != '\0' ? detail_.data() : curl_.easy_strerror(code);
    return TransferError(url, code, detail);
  }
  long status = 0;
  curl_.easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  if (IsRedirect(status) && !fields_.location.empty()) return Follow();
  return Take(status);
}

Transfer::Hop Transfer::Follow() {
  auto refuse = [this](const std::string& why) {
    return FetchError(absl::StatusCode::kFailedPrecondition, ToString(current_), why);
  };
  if (++redirects_ > options_.max_redirects) {
    return refuse("more than " + std::to_string(options_.max_redirects) +
                  " redirects; check the URL of the index");
  }
  absl::StatusOr<Url> next = Join(current_, fields_.location);
  if (!next.ok()) {
    return refuse("it redirects to what cannot be followed (" +
                  std::string(compat::Message(next.status())) + "); check the URL of the index");
  }
  if (IsDowngrade(current_, *next)) {
    return refuse("it redirects from https to http (" + compat::PrintSafeUrl(ToString(*next)) +
                  "), where anybody could change the answer; name an index that stays on https");
  }
  next->user_info.clear();
  next->fragment.reset();
  current_ = *std::move(next);
  return std::nullopt;
}

absl::StatusOr<Response> Transfer::Take(long status) {
  const bool partial = status == 206 && !request_.range.empty();
  if (status != 200 && status != 304 && !partial) return HttpError(ToString(current_), status);
  if (status == 200) ACCEL_RETURN_IF_ERROR(CheckHash(request_, body_));
  Response response;
  response.status = static_cast<int>(status);
  response.final_url = ToString(current_);
  response.content_type = std::move(fields_.content_type);
  response.body = std::move(body_);
  response.etag = std::move(fields_.etag);
  response.last_modified = std::move(fields_.last_modified);
  response.cache_control = std::move(fields_.cache_control);
  response.content_range = std::move(fields_.content_range);
  response.not_modified = status == 304;
  return response;
}

}  // namespace accel::shim::index
