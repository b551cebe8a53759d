// SPDX-License-Identifier: Apache-2.0
#include "shim/index/page_cache.h"

#include <gmock/gmock.h>

#include "shim/index/sha256.h"
#include "tests/shim/page_cache_world.h"

namespace accel::shim::index {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using PageCacheTest = PageCacheWorld;

TEST_F(PageCacheTest, AFreshPageIsNotAskedForAgain) {
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  EXPECT_EQ(Fetch(), "one");
  inner_.Answer(kUrl, Answer("two", "max-age=600"));
  now_ += std::chrono::seconds(599);
  EXPECT_EQ(Fetch(), "one");
  EXPECT_THAT(inner_.asked(), SizeIs(1));
  now_ += std::chrono::seconds(1);
  EXPECT_EQ(Fetch(), "two");
}

TEST_F(PageCacheTest, EveryFieldComesBack) {
  Response answer = Answer(std::string("a\nb\0c", 5), "max-age=600", "\"e\"");
  answer.last_modified = "Tue, 24 Nov 2026 20:00:00 GMT";
  inner_.Answer(kUrl, answer);
  Fetch();
  CachedFetcher fetcher(inner_, Options());
  Response cached = *fetcher.Fetch(request_);
  EXPECT_EQ(cached.status, 200);
  EXPECT_EQ(cached.body, answer.body);
  EXPECT_EQ(cached.final_url, kUrl);
  EXPECT_EQ(cached.content_type, "text/html");
  EXPECT_EQ(cached.etag, "\"e\"");
  EXPECT_EQ(cached.last_modified, answer.last_modified);
  EXPECT_FALSE(cached.not_modified);
}

TEST_F(PageCacheTest, AStalePageIsAskedForWithItsTag) {
  Response answer = Answer("one", "max-age=0", "\"e1\"");
  answer.last_modified = "Tue, 24 Nov 2026 20:00:00 GMT";
  inner_.Answer(kUrl, answer);
  Fetch();
  inner_.Answer(kUrl, NotModified());
  EXPECT_EQ(Fetch(), "one");
  ASSERT_THAT(inner_.asked(), SizeIs(2));
  EXPECT_EQ(inner_.asked()[0].if_none_match, "");
  EXPECT_EQ(inner_.asked()[1].if_none_match, "\"e1\"");
  EXPECT_EQ(inner_.asked()[1].if_modified_since, answer.last_modified);
}

TEST_F(PageCacheTest, NotModifiedMakesAPageFreshAgain) {
  inner_.Answer(kUrl, Answer("one", "max-age=600", "\"e1\""));
  Fetch();
  now_ += std::chrono::hours(1);
  inner_.Answer(kUrl, NotModified());
  Fetch();
  now_ += std::chrono::seconds(599);
  EXPECT_EQ(Fetch(), "one");
  EXPECT_THAT(inner_.asked(), SizeIs(2));
}

TEST_F(PageCacheTest, NotModifiedWithoutACopyIsAnError) {
  inner_.Answer(kUrl, NotModified());
  EXPECT_THAT(Fetch(), HasSubstr("never sent"));
}

TEST_F(PageCacheTest, WhatMustNotBeStoredIsNot) {
  inner_.Answer(kUrl, Answer("secret", "private, No-Store"));
  EXPECT_EQ(Fetch(), "secret");
  EXPECT_FALSE(std::filesystem::exists(EntryPath()));
}

TEST_F(PageCacheTest, AClockThatWasSetBackMakesPagesStale) {
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  Fetch();
  inner_.Answer(kUrl, Answer("two", "max-age=600"));
  now_ -= std::chrono::hours(1);
  EXPECT_EQ(Fetch(), "two");
}

TEST_F(PageCacheTest, ErrorsAreNotKept) {
  EXPECT_THAT(Fetch(), HasSubstr("404"));
  inner_.Answer(kUrl, Answer("one", ""));
  EXPECT_EQ(Fetch(), "one");
}

TEST_F(PageCacheTest, OfflineAnOldCopyIsGoodEnough) {
  inner_.Answer(kUrl, Answer("one", "max-age=1"));
  Fetch();
  now_ += std::chrono::hours(10'000);
  EXPECT_EQ(Fetch(Network::kOffline), "one");
  EXPECT_THAT(inner_.asked(), SizeIs(1));
}

TEST_F(PageCacheTest, OfflineWithoutACopySaysSo) {
  EXPECT_THAT(Fetch(Network::kOffline), HasSubstr("switched off"));
  EXPECT_THAT(inner_.asked(), IsEmpty());
}

TEST_F(PageCacheTest, WhatIsNamedByItsHashIsKeptForEver) {
  request_.sha256 = Sha256Hex("Metadata-Version: 2.1\n");
  inner_.Answer(kUrl, Answer("Metadata-Version: 2.1\n", "no-store"));
  Fetch();
  now_ += std::chrono::hours(100'000);
  request_.url = "https://mirror.example/torch.whl.metadata";  // the same bytes, wherever they are
  EXPECT_EQ(Fetch(), "Metadata-Version: 2.1\n");
  EXPECT_THAT(inner_.asked(), SizeIs(1));
}

TEST_F(PageCacheTest, ABodyOfAnotherHashIsRefusedAndNotKept) {
  request_.sha256 = Sha256Hex("right");
  inner_.Answer(kUrl, Answer("wrong", ""));
  EXPECT_THAT(Fetch(), HasSubstr("sha256"));
  inner_.Answer(kUrl, Answer("right", ""));
  EXPECT_EQ(Fetch(), "right");
}

TEST_F(PageCacheTest, OnlyWhatIsMissingIsAskedForInOneGo) {
  auto request = [](const std::string& url) {
    Request made;
    made.url = url;
    return made;
  };
  inner_.Answer("https://a/1", Answer("one", "max-age=600"));
  inner_.Answer("https://a/2", Answer("two", "max-age=600"));
  CachedFetcher fetcher(inner_, Options());
  ASSERT_TRUE(fetcher.Fetch(request("https://a/1")).ok());
  const std::vector<Request> requests = {request("https://a/0"), request("https://a/1"),
                                         request("https://a/2")};
  auto responses = fetcher.FetchAll(requests);
  ASSERT_THAT(responses, SizeIs(3));
  EXPECT_EQ(responses[0].status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(responses[1]->body, "one");
  EXPECT_EQ(responses[2]->body, "two");
  EXPECT_THAT(inner_.asked(), SizeIs(3));
}

}  // namespace
}  // namespace accel::shim::index
