// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/child_environment.h"

#include <gtest/gtest.h>

#include <map>

namespace accel::shim::pip {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;
using clients::Environment;
using Words = std::vector<std::string>;

PipRequest Asking(const Words& words) {
  PipRequest request;
  request.arguments = ParsePipArguments(words);
  request.proxy = LastValue(request.arguments, "proxy");
  return request;
}

const GateFiles kTwo{
    {"http://127.0.0.1:1/t/0/simple/", "http://127.0.0.1:1/t/1/simple/"}, "", "", ""};
const GateFiles kOne{{"http://127.0.0.1:1/t/0/simple/"}, "", "", ""};

TEST(ChildEnvironmentTest, TheGateStandsInForEveryIndex) {
  const Environment before(
      {{"PIP_INDEX_URL", "https://a/"}, {"PIP_EXTRA_INDEX_URL", "https://b/"}, {"HOME", "/h"}});
  const Environment two = ChildEnvironment(Asking({"install", "torch"}), kTwo, before);
  EXPECT_EQ(two.Get("PIP_INDEX_URL"), kTwo.indexes[0]);
  EXPECT_EQ(two.Get("PIP_EXTRA_INDEX_URL"), kTwo.indexes[1] + " ");
  EXPECT_EQ(two.Get("HOME"), "/h");
  // An empty variable would let pip.conf's extra-index-url through.
  EXPECT_EQ(ChildEnvironment(Asking({"install"}), kOne, before).Get("PIP_EXTRA_INDEX_URL"),
            kOne.indexes[0]);
  EXPECT_EQ(before.Get("PIP_INDEX_URL"), "https://a/");
}

TEST(ChildEnvironmentTest, WithoutAnIndexNoneIsSet) {
  const Environment child =
      ChildEnvironment(Asking({"install", "--no-index"}), {}, Environment({}));
  EXPECT_EQ(child.Get("PIP_INDEX_URL") + child.Get("PIP_EXTRA_INDEX_URL") + child.Get("NETRC"), "");
}

TEST(ChildEnvironmentTest, LoopbackGoesPastEveryProxy) {
  const std::pair<Variables, const char*> kCases[] = {
      {{}, "127.0.0.1"},
      {{{"no_proxy", "a"}}, "a,127.0.0.1"},
      {{{"NO_PROXY", "b"}}, "b,127.0.0.1"},
      {{{"no_proxy", "a"}, {"NO_PROXY", "b"}}, "a,127.0.0.1"},
      {{{"NO_PROXY", "*"}}, "*"},
  };
  for (const auto& [variables, expected] : kCases) {
    const Environment child = ChildEnvironment(Asking({"install"}), kOne, Environment(variables));
    EXPECT_EQ(child.Get("no_proxy"), expected);
    EXPECT_EQ(child.Get("NO_PROXY"), expected);
  }
}

TEST(ChildEnvironmentTest, AProxyOfTheCommandLineBecomesVariables) {
  const Environment child =
      ChildEnvironment(Asking({"--proxy", "http://p:1", "install", "torch"}), kOne,
                       Environment(Variables{{"HTTP_PROXY", "http://old"}, {"NO_PROXY", "h"}}));
  EXPECT_EQ(child.Get("NO_PROXY"), "127.0.0.1");  // --proxy is for every host
  for (const char* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"})
    EXPECT_EQ(child.Get(name), "http://p:1") << name;
  EXPECT_EQ(ChildArguments(Asking({"--proxy", "http://p:1", "install", "torch"}), kOne, {}),
            (Words{"install", "--index-url", kOne.indexes[0], "--proxy=", "torch"}));
}

// --no-proxy-env would hide the variables that stand in for --proxy.
TEST(ChildEnvironmentTest, AProxyBesideNoProxyEnvStaysTheProxy) {
  EXPECT_EQ(ChildArguments(Asking({"install", "--no-proxy-env", "--proxy=http://p:1", "torch"}),
                           kOne, {}),
            (Words{"install", "--index-url", kOne.indexes[0], "--proxy=", "torch"}));
  EXPECT_EQ(ChildArguments(Asking({"install", "--no-proxy-env", "torch"}), kOne, {}),
            (Words{"install", "--index-url", kOne.indexes[0], "--no-proxy-env", "torch"}));
}

TEST(ChildEnvironmentTest, CopiesTakeThePlaceOfConfiguredFiles) {
  PipRequest request = Asking({"install", "torch"});
  request.lists["constraint"] = "/proc/1/fd/9 c.txt ";
  EXPECT_EQ(ChildEnvironment(request, kOne, Environment(Variables{{"PIP_CONSTRAINT", "a.txt"}}))
                .Get("PIP_CONSTRAINT"),
            "/proc/1/fd/9 c.txt ");
}

TEST(ChildEnvironmentTest, TheNetrcFileIsNamed) {
  GateFiles files = kOne;
  files.netrc = "/proc/self/fd/9";
  EXPECT_EQ(
      ChildEnvironment(Asking({"install"}), files, Environment(Variables{{"NETRC", "/h/netrc"}}))
          .Get("NETRC"),
      "/proc/self/fd/9");
  EXPECT_EQ(
      ChildEnvironment(Asking({"install"}), kOne, Environment(Variables{{"NETRC", "/h/netrc"}}))
          .Get("NETRC"),
      "/h/netrc");
}

TEST(ChildConfigTest, OnlyFilesThatMatterAreReplaced) {
  const PipRequest request = Asking({"install", "--isolated", "torch"});
  EXPECT_EQ(ChildConfig(request, kOne, {{"global", "timeout", "3"}}), "");
  EXPECT_EQ(ChildConfig(request, kOne, {{"install", "extra-index-url", "https://e/"}}),
            "[global]\nextra-index-url =\t" + kOne.indexes[0] + "\nindex-url =\t" +
                kOne.indexes[0] + "\nproxy =\n[install]\nextra-index-url =\n");
}

TEST(ChildArgumentsTest, IndexOptionsGoAndTheGateComes) {
  GateFiles files = kTwo;
  files.constraints = "/proc/self/fd/8";
  EXPECT_EQ(ChildArguments(
                Asking({"-q", "install", "-i", "https://a/", "--extra=https://b/", "-U", "torch"}),
                files, {"x==1"}),
            (Words{"-q", "install", "--index-url", kTwo.indexes[0], "--constraint",
                   "/proc/self/fd/8", "x==1", "-U", "torch"}));
}

// --isolated makes pip ignore variables.
TEST(ChildArgumentsTest, UnderIsolatedEveryIndexIsAWord) {
  EXPECT_EQ(ChildArguments(Asking({"install", "--isolated", "torch"}), kTwo, {}),
            (Words{"install", "--index-url", kTwo.indexes[0], "--extra-index-url", kTwo.indexes[1],
                   "--isolated", "torch"}));
}

TEST(ChildArgumentsTest, TheLauncherStaysInFront) {
  PipRequest request;
  request.arguments = *ParsePythonArguments({"-I", "-m", "pip", "install", "torch"});
  EXPECT_EQ(ChildArguments(request, kOne, {}),
            (Words{"-I", "-m", "pip", "install", "--index-url", kOne.indexes[0], "torch"}));
}

// Everything behind "--" is a requirement; ours go in front.
TEST(ChildArgumentsTest, WordsBehindTwoDashesStayThere) {
  EXPECT_EQ(ChildArguments(Asking({"install", "--", "torch"}), kOne, {"x==1"}),
            (Words{"install", "--index-url", kOne.indexes[0], "x==1", "--", "torch"}));
}

TEST(ChildArgumentsTest, AValueThatReadsLikeTheVerbIsNotTheVerb) {
  EXPECT_EQ(ChildArguments(Asking({"--log", "install", "install", "torch"}), kOne, {}),
            (Words{"--log", "install", "install", "--index-url", kOne.indexes[0], "torch"}));
}

TEST(ChildArgumentsTest, WithoutAGateTheWordsStay) {
  EXPECT_EQ(ChildArguments(Asking({"install", "--no-index", "torch"}), {}, {}),
            (Words{"install", "--no-index", "torch"}));
}

}  // namespace
}  // namespace accel::shim::pip
