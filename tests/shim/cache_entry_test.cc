// SPDX-License-Identifier: Apache-2.0
#include "shim/index/cache_entry.h"

#include <gtest/gtest.h>

#include <tuple>

namespace accel::shim::index {
namespace {

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
