// SPDX-License-Identifier: Apache-2.0
#include "shim/index/page_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "shim/index/cache_entry.h"
#include "shim/index/sha256.h"
#include "tests/shim/fake_fetcher.h"

namespace accel::shim::index {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kUrl[] = "https://index.example/simple/torch/";

Response Answer(const std::string& body, const std::string& cache_control,
                const std::string& etag = "") {
  Response response;
  response.status = 200;
  response.final_url = kUrl;
  response.content_type = "text/html";
  response.body = body;
  response.etag = etag;
  response.cache_control = cache_control;
  return response;
}

Response NotModified() {
  Response response;
  response.status = 304;
  response.not_modified = true;
  return response;
}

class PageCacheTest : public ::testing::Test {
 protected:
  PageCacheTest() {
    std::string pattern = (fs::temp_directory_path() / "accel-cache-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
    folder_ = root_ / "deep" / "pages";
    request_.url = kUrl;
    request_.accept = "text/html";
  }
  ~PageCacheTest() override { fs::remove_all(root_); }

  CacheOptions Options(Network network = Network::kOnline) {
    CacheOptions options;
    options.folder = folder_;
    options.network = network;
    options.now = [this] { return now_; };
    options.note = [this](const std::string& note) { notes_.push_back(note); };
    return options;
  }
  // The body that a fetcher with this cache gives, or its error.
  std::string Fetch(Network network = Network::kOnline) {
    CachedFetcher fetcher(inner_, Options(network));
    absl::StatusOr<Response> response = fetcher.Fetch(request_);
    return response.ok() ? response->body : std::string(response.status().message());
  }
  fs::path EntryPath() { return folder_ / EntryName(request_); }
  std::string EntryBytes() {
    std::ifstream file(EntryPath(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void SetEntryBytes(const std::string& bytes) {
    std::ofstream(EntryPath(), std::ios::binary | std::ios::trunc) << bytes;
  }

  fs::path root_, folder_;
  Request request_;
  FakeFetcher inner_;
  std::chrono::system_clock::time_point now_{std::chrono::hours(500'000)};
  std::vector<std::string> notes_;
};

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
  EXPECT_FALSE(fs::exists(EntryPath()));
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

TEST_F(PageCacheTest, AnyDamageIsSeenAndRepaired) {
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  Fetch();
  const std::string good = EntryBytes();
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    EXPECT_FALSE(ReadEntry(request_, bad)) << "flipped " << at;
    EXPECT_FALSE(ReadEntry(request_, good.substr(0, at))) << "cut at " << at;
  }
  SetEntryBytes(good.substr(0, good.size() - 1));
  inner_.Answer(kUrl, Answer("two", "max-age=600"));
  EXPECT_EQ(Fetch(), "two");
  EXPECT_EQ(Fetch(Network::kOffline), "two");
}

TEST_F(PageCacheTest, AnEntryOfAnotherUrlIsForeign) {
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  Fetch();
  Request other = request_;
  other.url = "https://index.example/simple/numpy/";
  fs::copy_file(EntryPath(), folder_ / EntryName(other));
  EXPECT_FALSE(PageCache(Options()).Find(other));
  EXPECT_TRUE(PageCache(Options()).Find(request_));
}

TEST_F(PageCacheTest, ALinkInTheFolderIsNotFollowed) {
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  Fetch();
  fs::rename(EntryPath(), root_ / "elsewhere");
  fs::create_symlink(root_ / "elsewhere", EntryPath());
  EXPECT_FALSE(PageCache(Options()).Find(request_));
  inner_.Answer(kUrl, Answer("two", "max-age=600"));
  EXPECT_EQ(Fetch(), "two");
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(EntryPath())));
}

TEST_F(PageCacheTest, FilesAreTheUsersAlone) {
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  Fetch();
  struct stat status;
  ASSERT_EQ(stat(EntryPath().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  ASSERT_EQ(stat(folder_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0700u);
}

TEST_F(PageCacheTest, AFolderThatOthersMayWriteToIsNotUsed) {
  fs::create_directories(folder_);
  fs::permissions(folder_, fs::perms::all);
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  EXPECT_EQ(Fetch(), "one");
  EXPECT_FALSE(fs::exists(EntryPath()));
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("others may write")));
}

TEST_F(PageCacheTest, AFolderThatCannotBeMadeCostsOneNote) {
  std::ofstream(root_ / "deep") << "a file where a folder should be";
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  CachedFetcher fetcher(inner_, Options());
  EXPECT_EQ(fetcher.Fetch(request_)->body, "one");
  EXPECT_EQ(fetcher.Fetch(request_)->body, "one");
  EXPECT_THAT(notes_, SizeIs(1));
}

TEST_F(PageCacheTest, AFolderInWhichNothingCanBeCreatedCostsOneNote) {
  folder_ = "/proc/self/fdinfo";
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  CachedFetcher fetcher(inner_, Options());
  EXPECT_EQ(fetcher.Fetch(request_)->body, "one");
  EXPECT_EQ(fetcher.Fetch(request_)->body, "one");
  EXPECT_THAT(notes_, SizeIs(1));
}

// A disk that is full after 256 bytes.
TEST_F(PageCacheTest, AWriteThatStopsHalfWayLeavesTheOldEntry) {
  inner_.Answer(kUrl, Answer("one", ""));
  Fetch();
  inner_.Answer(kUrl, Answer(std::string(4096, 'x'), ""));
  signal(SIGXFSZ, SIG_IGN);
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit full = {256, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &full);
  std::string body = Fetch();
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, SIG_DFL);
  EXPECT_EQ(body, std::string(4096, 'x'));
  EXPECT_THAT(notes_, SizeIs(1));
  EXPECT_EQ(Fetch(Network::kOffline), "one");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(PageCacheTest, NoFolderIsNoCacheAndNoNote) {
  folder_ = "";
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  EXPECT_EQ(Fetch(), "one");
  EXPECT_EQ(Fetch(), "one");
  EXPECT_THAT(inner_.asked(), SizeIs(2));
  EXPECT_THAT(notes_, IsEmpty());
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

TEST_F(PageCacheTest, CredentialsAreNotWrittenDown) {
  request_.url = "https://me:hunter2@index.example/simple/torch/";
  inner_.Answer(request_.url, Answer("one", "max-age=600"));
  Fetch();
  EXPECT_THAT(EntryBytes(), HasSubstr("one"));
  EXPECT_THAT(EntryBytes(), ::testing::Not(HasSubstr("hunter2")));
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

TEST(CacheControlTest, DirectivesAreRead) {
  const std::tuple<const char*, bool, int> kCases[] = {
      {"", false, 0},
      {"max-age=600", false, 600},
      {"public, MAX-AGE = 600 , must-revalidate", false, 600},
      {"no-cache, max-age=600", false, 0},
      {"no-store", true, 0},
      {"max-age=-1", false, 0},
      {"max-age=x", false, 0},
      {"max-age", false, 0},
      {"max-age=99999999999999999999", false, 0},
      {"max-age=999999999", false, 365 * 86'400},
      {",,=,", false, 0},
  };
  for (const auto& [value, no_store, seconds] : kCases) {
    EXPECT_EQ(ParseCacheControl(value).no_store, no_store) << value;
    EXPECT_EQ(ParseCacheControl(value).max_age.count(), seconds) << value;
  }
}

TEST(CacheEntryTest, AFieldWithALineEndIsNotWritten) {
  CachedPage page;
  page.response.etag = "a\nb";
  EXPECT_FALSE(WriteEntry(Request(), page));
}

}  // namespace
}  // namespace accel::shim::index
