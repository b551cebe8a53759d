// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/shim/page_cache_world.h"

namespace accel::shim::index {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using PageCacheFolderTest = PageCacheWorld;

TEST_F(PageCacheFolderTest, AnyDamageIsSeenAndRepaired) {
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

TEST_F(PageCacheFolderTest, AnEntryOfAnotherUrlIsForeign) {
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  Fetch();
  Request other = request_;
  other.url = "https://index.example/simple/numpy/";
  fs::copy_file(EntryPath(), folder_ / EntryName(other));
  EXPECT_FALSE(PageCache(Options()).Find(other));
  EXPECT_TRUE(PageCache(Options()).Find(request_));
}

TEST_F(PageCacheFolderTest, ALinkInTheFolderIsNotFollowed) {
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  Fetch();
  fs::rename(EntryPath(), root_ / "elsewhere");
  fs::create_symlink(root_ / "elsewhere", EntryPath());
  EXPECT_FALSE(PageCache(Options()).Find(request_));
  inner_.Answer(kUrl, Answer("two", "max-age=600"));
  EXPECT_EQ(Fetch(), "two");
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(EntryPath())));
}

TEST_F(PageCacheFolderTest, FilesAreTheUsersAlone) {
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  Fetch();
  struct stat status;
  ASSERT_EQ(stat(EntryPath().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  ASSERT_EQ(stat(folder_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0700u);
}

TEST_F(PageCacheFolderTest, AFolderThatOthersMayWriteToIsNotUsed) {
  fs::create_directories(folder_);
  fs::permissions(folder_, fs::perms::all);
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  EXPECT_EQ(Fetch(), "one");
  EXPECT_FALSE(fs::exists(EntryPath()));
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("others may write")));
}

TEST_F(PageCacheFolderTest, AFolderThatCannotBeMadeCostsOneNote) {
  std::ofstream(root_ / "deep") << "a file where a folder should be";
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  CachedFetcher fetcher(inner_, Options());
  EXPECT_EQ(fetcher.Fetch(request_)->body, "one");
  EXPECT_EQ(fetcher.Fetch(request_)->body, "one");
  EXPECT_THAT(notes_, SizeIs(1));
}

TEST_F(PageCacheFolderTest, AFolderInWhichNothingCanBeCreatedCostsOneNote) {
  folder_ = "/proc/self/fdinfo";
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  CachedFetcher fetcher(inner_, Options());
  EXPECT_EQ(fetcher.Fetch(request_)->body, "one");
  EXPECT_EQ(fetcher.Fetch(request_)->body, "one");
  EXPECT_THAT(notes_, SizeIs(1));
}

// A disk that is full after 256 bytes.
TEST_F(PageCacheFolderTest, AWriteThatStopsHalfWayLeavesTheOldEntry) {
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

TEST_F(PageCacheFolderTest, NoFolderIsNoCacheAndNoNote) {
  folder_ = "";
  inner_.Answer(kUrl, Answer("one", "max-age=600"));
  EXPECT_EQ(Fetch(), "one");
  EXPECT_EQ(Fetch(), "one");
  EXPECT_THAT(inner_.asked(), SizeIs(2));
  EXPECT_THAT(notes_, IsEmpty());
}

TEST_F(PageCacheFolderTest, CredentialsAreNotWrittenDown) {
  request_.url = "https://me:hunter2@index.example/simple/torch/";
  inner_.Answer(request_.url, Answer("one", "max-age=600"));
  Fetch();
  EXPECT_THAT(EntryBytes(), HasSubstr("one"));
  EXPECT_THAT(EntryBytes(), ::testing::Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace accel::shim::index
