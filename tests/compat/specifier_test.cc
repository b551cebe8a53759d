// SPDX-License-Identifier: Apache-2.0
#include "compat/specifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace accel::compat {
namespace {

using ::testing::HasSubstr;

SpecifierSet Parsed(const std::string& text) {
  auto set = ParseSpecifierSet(text);
  EXPECT_TRUE(set.ok()) << text << ": " << Message(set.status());
  return set.ok() ? *std::move(set) : SpecifierSet();
}

bool Holds(const std::string& set, const std::string& version,
           Prereleases prereleases = Prereleases::kAuto) {
  return Contains(Parsed(set), *ParseVersion(version), prereleases);
}

struct Case {
  std::string set;
  std::vector<std::string> in, out;
};

void Check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    for (const std::string& version : c.in)
      EXPECT_TRUE(Holds(c.set, version)) << version << " in " << c.set;
    for (const std::string& version : c.out)
      EXPECT_FALSE(Holds(c.set, version)) << version << " in " << c.set;
  }
}

TEST(SpecifierTest, EqualityIgnoresALocalPartThatItDoesNotName) {
  Check(
      {{"==2.9.1",
        {"2.9.1", "2.9.1+cu126", "2.9.1.0"},
        {"2.9.1.post1", "2.9.1rc1", "2.9", "1!2.9.1"}},
       {"==2.9.1+cu126", {"2.9.1+cu126", "2.9.1+CU126"}, {"2.9.1", "2.9.1+cu128", "2.9.1+cu126.1"}},
       {"!=2.9.1", {"2.9.0", "2.9.1.post1"}, {"2.9.1", "2.9.1+cu126"}},
       {"!=2.9.1+cu126", {"2.9.1", "2.9.1+cpu"}, {"2.9.1+cu126"}}});
}

TEST(SpecifierTest, WildcardMatchesARelease) {
  Check({{"==2.9.*",
          {"2.9", "2.9.1", "2.9rc1", "2.9.dev0", "2.9.1.post1", "2.9.5+cu126"},
          {"2.90", "2.8.9", "2"}},
         {"==2.0.*", {"2", "2.0.9"}, {"2.1"}},
         {"==1!2.*", {"1!2.5"}, {"2.5"}},
         {"!=2.9.*", {"2.10", "2.8.9"}, {"2.9", "2.9.4+cpu", "2.9a1"}}});
}

TEST(SpecifierTest, CompatibleReleaseKeepsAllButTheLastNumber) {
  Check({{"~=2.9", {"2.9", "2.10", "2.9+cu126"}, {"2.8", "3.0", "3.0a1", "2.9rc1"}},
         {"~=2.9.1", {"2.9.1", "2.9.7.post1"}, {"2.9.0", "2.10"}},
         {"~=2.9rc1", {"2.9rc1", "2.9", "2.11"}, {"2.9b1", "3"}},
         {"~=1!2.0", {"1!2.5"}, {"2.5", "2!2.5"}}});
}

TEST(SpecifierTest, InclusiveOrderLooksThroughTheLocalPart) {
  Check({{">=2.9", {"2.9", "2.9+cpu", "2.9.post1", "1!0"}, {"2.9rc1", "2.8.9"}},
         {"<=2.9", {"2.9", "2.9+cu126", "2.9rc1", "2.8"}, {"2.9.post1", "2.9.0.1"}},
         {"<=2.9.post1", {"2.9.post1+cpu"}, {"2.9.post2.dev0"}}});
}

TEST(SpecifierTest, ExclusiveOrderKeepsTheFamilyOfTheBoundOut) {
  Check({{"<2.9", {"2.8.9", "2.8.9+cu126"}, {"2.9", "2.9rc1", "2.9.dev0", "2.9a1.post1"}},
         {"<2.9rc2", {"2.9rc1", "2.9rc2.dev1"}, {"2.9rc2", "2.9"}},
         {"<2.9.post1", {"2.9", "2.9+cpu"}, {"2.9.post1.dev1", "2.9.post1"}},
         {"<0", {}, {"0.dev0"}},
         {">2.9", {"2.9.0.1", "2.10.dev0", "2.10"}, {"2.9", "2.9+cu126", "2.9.post1"}},
         {">2.9.post1", {"2.9.post2", "2.9.1", "2.9.post2.dev0"}, {"2.9.post1", "2.9.post1+cpu"}},
         {">2.9rc1", {"2.9rc2", "2.9"}, {"2.9rc1", "2.9rc1.post1", "2.9b1"}},
         {">2.9.dev1", {"2.9.dev2", "2.9a1", "2.9"}, {"2.9.dev1", "2.9.dev1+x"}}});
}

TEST(SpecifierTest, ArbitraryEqualityComparesTheText) {
  Check({{"===2.9", {"2.9"}, {"2.9.0", "2.9+cpu"}},
         {"===2.9RC1", {"2.9rc1"}, {"2.9"}},
         {"===anything-goes", {}, {"1.0"}}});
}

TEST(SpecifierTest, EverySpecifierOfASetMustHold) {
  Check({{"", {"0", "99!1rc1"}, {}},
         {" , ,", {"1"}, {}},
         {">=2 , <2.9 ,!=2.5", {"2.0", "2.8.3"}, {"1.9", "2.9", "2.5"}},
         {">2,<2", {}, {"2", "1", "3"}}});
}

TEST(SpecifierTest, APrereleaseIsInUnlessItIsForbidden) {
  EXPECT_TRUE(Holds(">=2.9", "2.10rc1"));
  EXPECT_TRUE(Holds(">=2.9", "2.10rc1", Prereleases::kAllow));
  EXPECT_FALSE(Holds(">=2.9", "2.10rc1", Prereleases::kForbid));
  EXPECT_FALSE(Holds(">=2.9rc1", "2.9rc1", Prereleases::kForbid));
  EXPECT_FALSE(Holds("", "1.dev0", Prereleases::kForbid));
  EXPECT_TRUE(Holds(">=2.9", "2.9.post1", Prereleases::kForbid));
}

TEST(SpecifierTest, ASetAllowsPrereleasesWhenItNamesOne) {
  for (const char* set : {">=2.9rc1", "==2.9.dev1", "<3,>=2a1", "===2rc1"}) {
    EXPECT_TRUE(AllowsPrereleases(Parsed(set))) << set;
  }
  for (const char* set : {"", ">=2.9", "!=2.9rc1", "==2.*", "===nonsense"}) {
    EXPECT_FALSE(AllowsPrereleases(Parsed(set))) << set;
  }
}

TEST(SpecifierTest, IsPrintedAsItIsWritten) {
  EXPECT_EQ(ToString(Parsed(" >= 2.0 ,<v3.0.0, ==2.* ,=== Foo ")), ">=2.0,<v3.0.0,==2.*,===Foo");
}

TEST(SpecifierTest, ErrorNamesThePartAndTheReason) {
  struct Refusal {
    std::string set, why;
  };
  const std::vector<Refusal> refusals = {
      {"2.9", "starts with no operator"},
      {">=2,=3", "'=3' is not a version specifier"},
      {">=2.9.*", "`.*` goes with == and != only"},
      {"==2.9rc1.*", "`.*` follows a release number only"},
      {">=2.9+cu126", "a local version goes with == and != only"},
      {"~=2", "at least two numbers"},
      {"== ", "the version cannot be read"},
      {"==2.9 2.8", "the version cannot be read"},
      {"===a b", "=== takes one word"},
      {"==2\x1b[1m", "'==2\\x1b[1m'"},
  };
  for (const Refusal& refusal : refusals) {
    const auto set = ParseSpecifierSet(refusal.set);
    ASSERT_FALSE(set.ok()) << refusal.set;
    EXPECT_THAT(std::string(Message(set.status())), HasSubstr(refusal.why));
  }
}

}  // namespace
}  // namespace accel::compat
