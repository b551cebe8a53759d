// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/settings.h"

#include <gtest/gtest.h>

namespace accel::shim::pip {
namespace {

// pip 23.0.1 and 26.3 at 80 columns, the host replaced.
constexpr char kHelp2301[] = R"(
Package Index Options:
  -i, --index-url <url>       Base URL of the Python Package Index (default
                              https://index.example/simple). This should point to a
                              repository compliant with PEP 503 (the simple
                              repository API) or a local directory laid out in
                              the same format.
  --extra-index-url <url>     Extra URLs of package indexes to use in addition
                              to --index-url. Should follow the same rules as
                              --index-url.
)";
constexpr char kHelp263[] = R"(
Package Index Options:
  -i, --index-url <url>       Base URL of the Python Package Index (default
                              https://index.example/simple). This should point to a
                              repository compliant with PEP 503 (the simple
                              repository API) or a local directory laid out in
                              the same format.
  --extra-index-url <url>     Extra URLs of package indexes to use in addition
                              to --index-url. Should
                              follow the same rules as
                              --index-url.
  --no-index                  Ignore package index (only looking
                              at --find-links URLs
                              instead).
)";
// Both at 1000 columns.
constexpr char kWideHelp[] =
    "  -i, --index-url <url>       Base URL of the Python Package Index (default "
    "https://index.example/simple). This should "
    "point to a repository compliant with PEP 503 (the simple repository API) or a local directory "
    "laid out in the same format.\n";

TEST(PipDefaultIndexTest, TheHelpNamesIt) {
  for (const char* help : {kHelp2301, kHelp263, kWideHelp})
    EXPECT_EQ(ParseDefaultIndex(help), "https://index.example/simple");
}

TEST(PipDefaultIndexTest, AHelpWithoutOneNamesNone) {
  for (const char* help :
       {"", "--index-url <url>", "(default https://index.example/simple)",
        "--index-url <url> (default: none)", "--index-url <url> (default file:///srv)",
        "--index-url <url> (default )"}) {
    EXPECT_EQ(ParseDefaultIndex(help), "") << help;
  }
}

TEST(PipConfigListTest, TheNarrowerSectionCounts) {
  const std::tuple<const char*, const char*, const char*> kCases[] = {
      {"global.index-url='A'\n", "install", "A"},
      {"install.index-url='B'\n", "install", "B"},
      {"global.index-url='A'\ninstall.index-url='B'\n", "install", "B"},
      {"install.index-url='B'\nglobal.index-url='A'\n", "install", "B"},
      {"install.index-url='B'\nglobal.index-url='A'\n", "download", "A"},
      {"download.index-url='C'\n", "install", "none"},
      {":env:.index-url='E'\ninstall.index-url='B'\nglobal.index-url='A'\n", "install", "E"},
      {"global.index-url='A'\n:env:.index-url='E'\n", "install", "E"},
      {"index-url='A'\n", "install", "none"},
      {"nonsense\n\nglobal.index-url='A'", "install", "A"},
      {"global.trusted-host='a.b=c'\nglobal.index-url='https://a.b/?x=1.2'\n", "install",
       "https://a.b/?x=1.2"},
  };
  for (const auto& [output, verb, expected] : kCases) {
    const Settings settings = ParseConfigList(output, verb).settings;
    const auto found = settings.find("index-url");
    EXPECT_EQ(found == settings.end() ? "none" : found->second, expected) << output;
  }
}

// Values are printed as repr() prints a string.
TEST(PipConfigListTest, ValuesAreUnquotedAsPythonQuotesThem) {
  const std::pair<const char*, const char*> kCases[] = {
      {R"('plain')", "plain"},   {R"("it's")", "it's"},
      {R"('a "b"')", "a \"b\""}, {R"('it\'s "b"')", "it's \"b\""},
      {R"('a\\b')", "a\\b"},     {R"('\nA\nB')", "\nA\nB"},
      {R"('a\tb')", "a\tb"},     {R"('')", ""},
      {R"(bare)", "bare"},       {R"(')", "'"},
      {R"('a\\')", "a\\"},
  };
  for (const auto& [printed, expected] : kCases) {
    EXPECT_EQ(ParseConfigList("global.x=" + std::string(printed) + "\n", "install").settings["x"],
              expected)
        << printed;
  }
}

TEST(PipConfigListTest, ListsAreSplitAtWhiteSpace) {
  const Settings settings =
      ParseConfigList("global.extra-index-url='\\nhttps://a/\\nhttps://b/'\n", "install").settings;
  EXPECT_EQ(SplitWords(settings.at("extra-index-url")),
            (std::vector<std::string>{"https://a/", "https://b/"}));
  EXPECT_TRUE(SplitWords(" \n\t").empty());
}

// What the files say beside the options in question must survive: PIP_CONFIG_FILE makes pip pass
// over the user's own file.
TEST(PipConfigFileTest, OurValuesStandInForTheFilesOwn) {
  const Configuration configuration = ParseConfigList(
      "global.extra-index-url='\\nhttps://e/\\nhttps://f/'\ninstall.index-url='https://g/'\n"
      "install.trusted-host='a\\nb'\n:env:.timeout='3'\n",
      "install");
  EXPECT_EQ(ConfigFile(configuration.files, {{"index-url", "http://gate/"}, {"proxy", ""}}),
            "[global]\nextra-index-url =\t\n\thttps://e/\n\thttps://f/\nindex-url "
            "=\thttp://gate/\nproxy =\n[install]\nindex-url =\ntrusted-host =\ta\n\tb\n");
}

}  // namespace
}  // namespace accel::shim::pip
