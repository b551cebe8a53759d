// SPDX-License-Identifier: Apache-2.0
#include "compat/version.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace accel::compat {
namespace {

Version Parsed(const std::string& text) {
  auto version = ParseVersion(text);
  EXPECT_TRUE(version.ok()) << text;
  return version.ok() ? *std::move(version) : Version();
}

TEST(VersionTest, EverySpellingOfPep440HasItsNormalForm) {
  struct Case {
    std::string written, normal;
  };
  const std::vector<Case> cases = {
      {"1.0", "1.0"},
      {"v1.0", "1.0"},
      {"V2.9.1", "2.9.1"},
      {" \t1.0\r\n", "1.0"},
      {"1.0A5", "1.0a5"},
      {"1.0-alpha.5", "1.0a5"},
      {"1.0.beta_2", "1.0b2"},
      {"1.0c3", "1.0rc3"},
      {"1.0PRE3", "1.0rc3"},
      {"1.0-preview", "1.0rc0"},
      {"1.0-rc.", "1.0rc0"},
      {"1.0-1", "1.0.post1"},
      {"1.0.r4", "1.0.post4"},
      {"1.0-rev", "1.0.post0"},
      {"1.0_post_4", "1.0.post4"},
      {"1.0dev", "1.0.dev0"},
      {"1.0-DEV-7", "1.0.dev7"},
      {"1.0a1-2.dev3", "1.0a1.post2.dev3"},
      {"1.0a-1", "1.0a1"},
      {"007.08", "7.8"},
      {"0!1.0", "1.0"},
      {"02!1.0", "2!1.0"},
      {"2.9.1+CU126", "2.9.1+cu126"},
      {"1.0+ubuntu-1_020.X", "1.0+ubuntu.1.20.x"},
  };
  for (const Case& c : cases) EXPECT_EQ(ToString(Parsed(c.written)), c.normal) << c.written;
}

TEST(VersionTest, RefusesWhatIsNoVersion) {
  for (const char* text : {"",
                           " ",
                           "v",
                           "1.",
                           ".1",
                           "1..0",
                           "1.0-",
                           "1.0+",
                           "1.0+a.",
                           "1.0+a..b",
                           "1.0+_a",
                           "1.0x",
                           "1.0a1b1",
                           "1.0.post1a1",
                           "1.0.dev1.post1",
                           "1!",
                           "!1",
                           "1!2!3",
                           "1.0 1",
                           "1.*",
                           "french toast",
                           "1.0+caf\xc3\xa9",
                           "\xc2\xa0"
                           "1.0",
                           "vv1",
                           "1_0"}) {
    EXPECT_FALSE(ParseVersion(text).ok()) << text;
  }
}

TEST(VersionTest, ErrorNamesTheTextAndDoesNotObeyIt) {
  EXPECT_EQ(Message(ParseVersion("1.0\x1b[2J").status()),
            "'1.0\\x1b[2J' is not a version (PEP 440)");
}

// Ascending; every pair is compared both ways.
TEST(VersionTest, FollowsTheOrderOfPep440) {
  const std::vector<std::string> ascending = {"0.dev0",
                                              "0",
                                              "1.dev1",
                                              "1.0.dev456",
                                              "1.0a1.dev1",
                                              "1.0a1",
                                              "1.0a2.dev456",
                                              "1.0a12.dev456",
                                              "1.0a12",
                                              "1.0a12.post1.dev1",
                                              "1.0a12.post1",
                                              "1.0b1.dev456",
                                              "1.0b2",
                                              "1.0b2.post345.dev456",
                                              "1.0b2.post345",
                                              "1.0rc1.dev456",
                                              "1.0rc1",
                                              "1.0rc2",
                                              "1.0",
                                              "1.0+abc",
                                              "1.0+abc.5",
                                              "1.0+abc.7",
                                              "1.0+5",
                                              "1.0+5.abc",
                                              "1.0+5.0",
                                              "1.0+10",
                                              "1.0.post456.dev34",
                                              "1.0.post456",
                                              "1.0.post456+x",
                                              "1.0.1",
                                              "1.1.dev1",
                                              "1.1",
                                              "1.10",
                                              "2",
                                              "1!0.1.dev0",
                                              "1!0.1",
                                              "10!0"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(Parsed(ascending[i]) <=> Parsed(ascending[j]), i <=> j)
          << ascending[i] << " and " << ascending[j];
    }
  }
}

TEST(VersionTest, TrailingZerosAndSpellingDoNotCount) {
  EXPECT_EQ(Parsed("1"), Parsed("1.0.0"));
  EXPECT_EQ(Parsed("1.0.0-ALPHA"), Parsed("v1a0"));
  EXPECT_EQ(Parsed("1+01"), Parsed("1+1"));
  EXPECT_NE(Parsed("1"), Parsed("1+cpu"));
  EXPECT_NE(Parsed("1"), Parsed("1.0.1"));
}

TEST(VersionTest, NumbersMayBeLongerThanAnyMachineWord) {
  const std::string nines(400, '9');
  EXPECT_LT(Parsed("1." + nines), Parsed("1.1" + std::string(400, '0')));
  EXPECT_EQ(ToString(Parsed("000" + nines)), nines);
}

TEST(VersionTest, SplitsIntoPublicAndLocalPart) {
  const Version version = Parsed("2!2.9.1rc2.post3.dev4+cu126.5");
  EXPECT_EQ(PublicString(version), "2!2.9.1rc2.post3.dev4");
  EXPECT_EQ(LocalString(version), "cu126.5");
  EXPECT_EQ(ToString(WithoutLocal(version)), PublicString(version));
  EXPECT_EQ(LocalString(WithoutLocal(version)), "");
}

TEST(VersionTest, AlphaBetaCandidateAndDevArePrereleases) {
  for (const char* text : {"1a1", "1b1", "1rc1", "1.dev1", "1.post1.dev1", "1a1.post1"}) {
    EXPECT_TRUE(Parsed(text).IsPrerelease()) << text;
  }
  for (const char* text : {"1", "1.post1", "1+rc1"})
    EXPECT_FALSE(Parsed(text).IsPrerelease()) << text;
}

}  // namespace
}  // namespace accel::compat
