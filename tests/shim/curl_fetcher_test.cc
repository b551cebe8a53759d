// SPDX-License-Identifier: Apache-2.0
#include "shim/index/curl_fetcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>

#include "shim/index/page.h"
#include "shim/index/sha256.h"
#include "tests/shim/fetch_world.h"

namespace accel::shim::index {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(CurlFetcherTest, APageComesWithItsHeaders) {
  LoopbackServer server(Always(HttpAnswer("200 OK",
                                          "Content-Type: text/html\r\nETag: \"e\"\r\n"
                                          "Last-Modified: Tue, 24 Nov 2026 20:00:00 GMT\r\n"
                                          "Cache-Control: max-age=600\r\nCache-Control: public\r\n",
                                          kPage)));
  Request request = To(server.Url("/simple/torch/"));
  request.accept = kAcceptPage;
  auto response = CurlFetcher(NoNetrc()).Fetch(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, kPage);
  EXPECT_EQ(response->content_type, "text/html");
  EXPECT_EQ(response->etag, "\"e\"");
  EXPECT_EQ(response->last_modified, "Tue, 24 Nov 2026 20:00:00 GMT");
  EXPECT_EQ(response->cache_control, "max-age=600, public");
  EXPECT_EQ(response->final_url, server.Url("/simple/torch/"));
  EXPECT_FALSE(response->not_modified);
  EXPECT_EQ(server.seen().at(0).headers["accept"], kAcceptPage);
  EXPECT_EQ(server.seen().at(0).headers["user-agent"], "accel-shim");
}

TEST(CurlFetcherTest, StatusesBecomeErrorsThatSayWhatToDo) {
  const std::tuple<const char*, absl::StatusCode, const char*> kCases[] = {
      {"401 Unauthorized", absl::StatusCode::kUnauthenticated, "netrc"},
      {"403 Forbidden", absl::StatusCode::kPermissionDenied, "netrc"},
      {"404 Not Found", absl::StatusCode::kNotFound, "check the name"},
      {"410 Gone", absl::StatusCode::kNotFound, "check the name"},
      {"429 Too Many Requests", absl::StatusCode::kUnavailable, "try again later"},
      {"500 Oops", absl::StatusCode::kUnavailable, "try again later"},
      {"503 Busy", absl::StatusCode::kUnavailable, "try again later"},
      {"204 No Content", absl::StatusCode::kFailedPrecondition, "check the URL"},
  };
  for (const auto& [status, code, advice] : kCases) {
    LoopbackServer server(Always(HttpAnswer(status, "", "")));
    absl::Status error = FetchFrom(server.Url("/x/")).status();
    EXPECT_EQ(error.code(), code) << status;
    std::string message(error.message());
    EXPECT_THAT(message, HasSubstr("cannot fetch " + server.Url("/x/") + ": "));
    EXPECT_THAT(message, HasSubstr(advice)) << status;
  }
}

TEST(CurlFetcherTest, ABodyThatWasCutShortIsAnError) {
  LoopbackServer server(Always("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<html></html>"));
  EXPECT_EQ(FetchFrom(server.Url("/")).status().code(), absl::StatusCode::kDataLoss);
  LoopbackServer chunked(Always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<html"));
  EXPECT_EQ(FetchFrom(chunked.Url("/")).status().code(), absl::StatusCode::kDataLoss);
  LoopbackServer garbage(Always("\x16\x03\x01 no http"));
  EXPECT_FALSE(FetchFrom(garbage.Url("/")).ok());
}

TEST(CurlFetcherTest, ABodyOverTheLimitIsGivenUp) {
  std::string large(5000, 'x');
  for (const std::string& answer :
       {HttpAnswer("200 OK", "", large), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + large}) {
    LoopbackServer server(Always(answer));
    Request request = To(server.Url("/"));
    request.max_bytes = 4999;
    EXPECT_EQ(CurlFetcher(NoNetrc()).Fetch(request).status().code(),
              absl::StatusCode::kResourceExhausted);
    request.max_bytes = 5000;
    EXPECT_TRUE(CurlFetcher(NoNetrc()).Fetch(request).ok());
  }
}

// `printf '%060d' 0 | gzip -n9`: 60 bytes from 24 on the wire.
TEST(CurlFetcherTest, TheLimitCountsWhatIsUnpacked) {
  const std::string packed(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x33\x30\x20\x1f\x00\x00\xd7\xe2\xdf\x3c\x3c\x00\x00"
      "\x00",
      24);
  LoopbackServer server(Always(HttpAnswer("200 OK", "Content-Encoding: gzip\r\n", packed)));
  Request request = To(server.Url("/"));
  auto response = CurlFetcher(NoNetrc()).Fetch(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->body, std::string(60, '0'));
  EXPECT_THAT(server.seen().at(0).headers["accept-encoding"], HasSubstr("gzip"));
  request.max_bytes = 59;
  EXPECT_EQ(CurlFetcher(NoNetrc()).Fetch(request).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(CurlFetcherTest, ASilentServerMeetsTheDeadline) {
  LoopbackServer server(Always(""));
  Request request = To(server.Url("/"));
  request.deadline = std::chrono::milliseconds(100);
  EXPECT_EQ(CurlFetcher(NoNetrc()).Fetch(request).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST(CurlFetcherTest, TheUserCanInterrupt) {
  std::atomic<bool> cancel = false;
  LoopbackServer server([&cancel](const Seen&) {
    cancel = true;
    return std::string();
  });
  CurlOptions options = NoNetrc();
  options.cancel = &cancel;
  EXPECT_EQ(CurlFetcher(options).Fetch(To(server.Url("/"))).status().code(),
            absl::StatusCode::kCancelled);
}

TEST(CurlFetcherTest, NobodyListeningIsUnavailable) {
  std::string url;
  {
    LoopbackServer gone(Always(""));
    url = gone.Url("/");
  }
  absl::Status error = FetchFrom(url).status();
  EXPECT_EQ(error.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(error.message()), HasSubstr("check the network"));
}

TEST(CurlFetcherTest, ConditionsAreSentAndNotModifiedIsAnAnswer) {
  LoopbackServer server(Always("HTTP/1.1 304 Not Modified\r\nETag: \"e\"\r\n\r\n"));
  Request request = To(server.Url("/"));
  request.if_none_match = "\"e\"";
  request.if_modified_since = "Tue, 24 Nov 2026 20:00:00 GMT";
  auto response = CurlFetcher(NoNetrc()).Fetch(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_TRUE(response->not_modified);
  EXPECT_EQ(response->status, 304);
  EXPECT_EQ(server.seen().at(0).headers["if-none-match"], "\"e\"");
  EXPECT_EQ(server.seen().at(0).headers["if-modified-since"], request.if_modified_since);
}

TEST(CurlFetcherTest, AHashThatWasAskedForIsChecked) {
  LoopbackServer server(Always(HttpAnswer("200 OK", "", kPage)));
  Request request = To(server.Url("/"));
  request.sha256 = Sha256Hex(kPage);
  EXPECT_TRUE(CurlFetcher(NoNetrc()).Fetch(request).ok());
  request.sha256 = Sha256Hex("another");
  EXPECT_EQ(CurlFetcher(NoNetrc()).Fetch(request).status().code(), absl::StatusCode::kDataLoss);
}

// No request is answered before all four have come: one after the other would never end.
TEST(CurlFetcherTest, ManyAreFetchedSideBySideAndKeepTheirOrder) {
  std::mutex mutex;
  std::condition_variable all_here;
  int here = 0;
  LoopbackServer server([&](const Seen& seen) {
    std::unique_lock<std::mutex> lock(mutex);
    ++here;
    all_here.notify_all();
    all_here.wait(lock, [&] { return here == 4; });
    return HttpAnswer("200 OK", "", seen.target);
  });
  std::vector<Request> requests;
  for (const char* target : {"/a", "/b", "/c", "/d"}) requests.push_back(To(server.Url(target)));
  requests.insert(requests.begin() + 2, To("file:///etc/passwd"));
  auto responses = CurlFetcher(NoNetrc()).FetchAll(requests);
  ASSERT_THAT(responses, SizeIs(5));
  EXPECT_EQ(responses[0]->body, "/a");
  EXPECT_EQ(responses[1]->body, "/b");
  EXPECT_EQ(responses[2].status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(responses[3]->body, "/c");
  EXPECT_EQ(responses[4]->body, "/d");
}

}  // namespace
}  // namespace accel::shim::index
