// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace accel::shim::pip {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using Words = std::vector<std::string>;

struct World {
  World(const Words& words, Settings configured)
      : arguments(ParsePipArguments(words)), settings(std::move(configured)) {
    interpreter.set_version("3.11.2");
    interpreter.set_prefix("/venv");
    interpreter.add_site_packages("/venv/lib/python3.11/site-packages");
  }
  Call call() const { return {arguments, settings, interpreter, environment}; }
  Arguments arguments;
  Settings settings;
  v1::Interpreter interpreter;
  clients::Environment environment{{{"HOME", "/home/me"}}};
};

TEST(PlacesTest, WordsAndConfigurationNameTheFolderAlike) {
  const std::tuple<Words, Settings, const char*> kCases[] = {
      {{"install", "x"}, {}, "/venv/lib/python3.11/site-packages"},
      {{"install", "--target", "/t", "x"}, {}, "/t"},
      {{"install", "x"}, {{"target", "/t"}}, "/t"},
      {{"install", "-t", "/a", "x"}, {{"target", "/t"}}, "/a"},
      {{"install", "x"}, {{"target", "~/t"}}, "/home/me/t"},
      {{"install", "--prefix=/p", "x"}, {}, "/p/lib/python3.11/site-packages"},
      {{"install", "x"}, {{"prefix", "/p"}}, "/p/lib/python3.11/site-packages"},
      {{"install", "--root", "/r", "x"}, {}, "/r/venv/lib/python3.11/site-packages"},
      {{"install", "x"}, {{"root", "/r"}, {"prefix", "/p"}}, "/r/p/lib/python3.11/site-packages"},
  };
  for (const auto& [words, settings, first] : kCases) {
    const World world(words, settings);
    EXPECT_EQ(SiteFolders(world.call()).front(), first) << testing::PrintToString(words);
  }
}

TEST(PlacesTest, WhatLiesBesideThePackagesIsWrittenToToo) {
  const World plain({"install", "x"}, {}), below({"install", "x"}, {{"root", "/r"}});
  EXPECT_THAT(WrittenFolders(plain.call()), Contains("/venv"));
  EXPECT_THAT(WrittenFolders(plain.call()), Contains("/home/me/.local"));
  EXPECT_THAT(WrittenFolders(below.call()), Contains("/r"));
}

}  // namespace
}  // namespace accel::shim::pip
