// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/netrc.h"

#include <gtest/gtest.h>

namespace accel::shim::pip {
namespace {

TEST(NetrcTest, OnlyUrlsWithUserInfoMakeOne) {
  EXPECT_EQ(NetrcFor({}, "machine a login b password c"), "");
  EXPECT_EQ(
      NetrcFor({"https://index.example/simple", "no url", ""}, "machine a login b password c"), "");
}

TEST(NetrcTest, TheUsersOwnFileFollows) {
  EXPECT_EQ(NetrcFor({"https://me:pw@index.example/simple", "https://a/"},
                     "machine a login b password c"),
            "machine index.example login \"me\" password \"pw\"\nmachine a login b password c\n");
}

// As netrc.py of Python 3.11 and later splits tokens.
TEST(NetrcTest, UserInfoIsDecodedAndQuoted) {
  EXPECT_EQ(NetrcFor({"https://me%40x:p%20%22q%5C%23%3A@h/"}, ""),
            "machine h login \"me@x\" password \"p \\\"q\\\\#:\"\n\n");
  EXPECT_EQ(NetrcFor({"https://token@h/"}, ""), "machine h login \"token\" password \"\"\n\n");
  EXPECT_EQ(NetrcFor({"https://me:a:b@h/"}, ""), "machine h login \"me\" password \"a:b\"\n\n");
}

TEST(NetrcTest, LinesCannotBeSmuggledIn) {
  EXPECT_EQ(NetrcFor({"https://me:x%0amachine%20evil@h/", "https://m%0De:x@h/"}, ""), "");
}

}  // namespace
}  // namespace accel::shim::pip
