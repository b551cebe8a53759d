// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/arguments.h"

#include <gtest/gtest.h>

namespace accel::shim::pip {
namespace {

using Words = std::vector<std::string>;

// "index-url=URL | upgrade= | =torch": what stands behind the verb.
std::string Rest(const Words& words) {
  std::string text;
  for (const Argument& argument : ParsePipArguments(words).rest) {
    text += (text.empty() ? "" : " | ") + argument.option + "=" + argument.value;
  }
  return text;
}

TEST(PipArgumentsTest, OptionsHaveTheirFullNames) {
  const std::pair<Words, const char*> kCases[] = {
      {{"install", "torch"}, "=torch"},
      {{"install", "--index-url", "URL", "torch"}, "index-url=URL | =torch"},
      {{"install", "--index-url=URL", "torch"}, "index-url=URL | =torch"},
      {{"install", "--index-url=", "torch"}, "index-url= | =torch"},
      {{"install", "-i", "URL", "torch"}, "index-url=URL | =torch"},
      {{"install", "-iURL", "torch"}, "index-url=URL | =torch"},
      {{"install", "--pypi-url", "URL"}, "index-url=URL"},
      {{"install", "--no-dependencies", "torch"}, "no-deps= | =torch"},
      {{"install", "-r", "a.txt", "-cb.txt"}, "requirement=a.txt | constraint=b.txt"},
      {{"install", "-e", "."}, "editable=."},
      {{"install", "--default-timeout", "9", "torch"}, "timeout=9 | =torch"},
      {{"install", "--only-final", "torch", "numpy"}, "only-final=torch | =numpy"},
      {{"install", "--all-releases", "torch", "numpy"}, "all-releases=torch | =numpy"},
      {{"install", "--refresh-package", "torch", "numpy"}, "refresh-package=torch | =numpy"},
      {{"install", "--unheard-of", "torch"}, "unheard-of= | =torch"},
      {{"install", "-"}, "=-"},
      {{"install", "-i"}, "index-url="},
      {{"install", "--index-url"}, "index-url="},
      {{"download", "-d", "to", "torch"}, "dest=to | =torch"},
      {{"wheel", "-w", "to", "torch"}, "wheel-dir=to | =torch"},
  };
  for (const auto& [words, expected] : kCases) EXPECT_EQ(Rest(words), expected) << expected;
}

// optparse takes the beginning of a name where it is one name's alone.
TEST(PipArgumentsTest, AbbreviationsThatNameOneOptionAreThatOption) {
  const std::pair<const char*, const char*> kCases[] = {
      {"--index=URL", "index-url=URL"},
      {"--ind=URL", "index-url=URL"},
      {"--upg", "upg="},
      {"--extra=URL", "extra-index-url=URL"},
      {"--constr=c.txt", "constraint=c.txt"},
      {"--no-de", "no-deps="},
      {"--force", "force-reinstall="},
      {"--up", "up="},
      {"--upgrade", "upgrade="},
  };
  for (const auto& [word, expected] : kCases) {
    EXPECT_EQ(Rest({"install", word}), expected) << word;
  }
  EXPECT_EQ(Rest({"install", "--requirement", "a.txt", "torch"}), "requirement=a.txt | =torch");
  EXPECT_EQ(Rest({"install", "--require-h", "torch"}), "require-hashes= | =torch");
}

TEST(PipArgumentsTest, ClusterLettersAreOptionsOfTheirOwn) {
  EXPECT_EQ(Rest({"install", "-qU", "torch"}), "quiet= | upgrade= | =torch");
  EXPECT_EQ(Rest({"install", "-qUr", "a.txt", "torch"}),
            "quiet= | upgrade= | requirement=a.txt | =torch");
  EXPECT_EQ(Rest({"install", "-vvvra.txt"}), "verbose= | verbose= | verbose= | requirement=a.txt");
  EXPECT_EQ(Rest({"install", "-UiURL"}), "upgrade= | index-url=URL");
  EXPECT_EQ(Rest({"install", "-Z", "torch"}), "Z= | =torch");
}

TEST(PipArgumentsTest, NothingBehindTwoDashesIsAnOption) {
  const Words words = {"install", "-U", "--", "--index-url", "-r", "torch"};
  const Arguments arguments = ParsePipArguments(words);
  EXPECT_EQ(Positionals(arguments), (Words{"--index-url", "-r", "torch"}));
  EXPECT_FALSE(Has(arguments, "index-url"));
  EXPECT_EQ(WordsWithout(arguments, {}), words);
}

TEST(PipArgumentsTest, OptionsMayStandBeforeTheVerb) {
  const Arguments arguments =
      ParsePipArguments({"--isolated", "--proxy", "http://p:1", "-q", "install", "-U", "torch"});
  EXPECT_EQ(arguments.verb, "install");
  EXPECT_EQ(arguments.global.size(), 3u);
  EXPECT_TRUE(Has(arguments, "isolated"));
  EXPECT_EQ(LastValue(arguments, "proxy"), "http://p:1");
  EXPECT_TRUE(Has(arguments, "upgrade"));
  EXPECT_EQ(ParsePipArguments({"--version"}).verb, "");
  EXPECT_EQ(ParsePipArguments({}).verb, "");
}

TEST(PipArgumentsTest, TheLastOfRepeatedOptionsCounts) {
  const Arguments arguments = ParsePipArguments(
      {"-i", "A", "install", "-i", "B", "--index-url=C", "--extra-index-url", "D"});
  EXPECT_EQ(LastValue(arguments, "index-url"), "C");
  EXPECT_EQ(AllValues(arguments, "index-url"), (Words{"A", "B", "C"}));
  EXPECT_EQ(LastValue(arguments, "find-links"), "");
}

TEST(PipArgumentsTest, TheVerbsThatFetchInstall) {
  const std::pair<Words, bool> kCases[] = {
      {{"install", "torch"}, true},
      {{"download", "torch"}, true},
      {{"wheel", "torch"}, true},
      {{"lock", "torch"}, true},
      {{"-q", "install", "torch"}, true},
      {{"list"}, false},
      {{"uninstall", "torch"}, false},
      {{"freeze"}, false},
      {{"index", "versions", "torch"}, false},
      {{"config", "list"}, false},
      {{"install", "--help"}, false},
      {{"install", "-h"}, false},
      {{"--version", "install"}, false},
      {{"-V"}, false},
      {{"Install", "torch"}, false},
      {{}, false},
  };
  for (const auto& [words, installs] : kCases) {
    EXPECT_EQ(Installs(ParsePipArguments(words)), installs) << testing::PrintToString(words);
  }
}

TEST(PipArgumentsTest, WordsStayAsTheyWereTyped) {
  const Words words = {"-q",       "install", "--ind=URL", "-U", "-ra.txt", "--no-dependencies",
                       "torch>=2", "-c",      "c.txt"};
  const Arguments arguments = ParsePipArguments(words);
  EXPECT_EQ(WordsWithout(arguments, {}), words);
  EXPECT_EQ(WordsWithout(arguments, {"index-url", "requirement", "constraint"}),
            (Words{"-q", "install", "-U", "--no-dependencies", "torch>=2"}));
}

// python's own options: -W and -X have a value, clusters of letters do not matter, -c and scripts
// are not pip.
TEST(PythonArgumentsTest, OnlyMinusMPipRunsPip) {
  const std::pair<Words, const char*> kCases[] = {
      {{"-m", "pip", "install", "torch"}, "install"},
      {{"-I", "-m", "pip", "download", "torch"}, "download"},
      {{"-W", "ignore", "-X", "utf8", "-m", "pip", "install"}, "install"},
      {{"-Wignore", "-Xutf8", "-m", "pip", "list"}, "list"},
      {{"-m", "pip"}, ""},
      {{"-mpip", "install", "torch"}, "install"},
      {{"-Im", "pip", "install", "torch"}, "install"},
      {{"-Impip", "install", "torch"}, "install"},
      {{"-m", "venv", "pip"}, "none"},
      {{"-m"}, "none"},
      {{"-c", "print()", "-m", "pip"}, "none"},
      {{"script.py", "-m", "pip"}, "none"},
      {{"-", "-m", "pip"}, "none"},
      {{"-cpass", "-m", "pip"}, "none"},
      {{}, "none"},
  };
  for (const auto& [words, expected] : kCases) {
    const std::optional<Arguments> arguments = ParsePythonArguments(words);
    EXPECT_EQ(arguments ? arguments->verb : "none", expected) << testing::PrintToString(words);
  }
}

TEST(PythonArgumentsTest, TheLauncherIsKept) {
  const std::optional<Arguments> arguments =
      ParsePythonArguments({"-W", "ignore", "-m", "pip", "-q", "install", "torch"});
  ASSERT_TRUE(arguments);
  EXPECT_EQ(arguments->launcher, (Words{"-W", "ignore", "-m", "pip"}));
  EXPECT_EQ(WordsWithout(*arguments, {}), (Words{"-q", "install", "torch"}));
}

}  // namespace
}  // namespace accel::shim::pip
