// SPDX-License-Identifier: Apache-2.0
#include "clients/toml_text.h"

#include <gtest/gtest.h>

namespace accel::clients {
namespace {

std::string MessageOf(std::string_view text) {
  const absl::StatusOr<toml::table> table = ParseToml(text, "x.toml");
  EXPECT_TRUE(absl::IsInvalidArgument(table.status())) << text;
  return std::string(compat::Message(table.status()));
}

TEST(TomlTextTest, WhatTheParserDidNotForeseeIsAMistakeOnItsLine) {
  for (const char* text : {"a=[}", "[.", "[=", "[\n", "[\nb = 1\n", "[[\n"})
    EXPECT_EQ(MessageOf(text), "x.toml:1:1: this line is no TOML; mend the file") << text;
  EXPECT_EQ(MessageOf("[project]\r\nname = \"\xc3\xa9\"\ndependencies = [}\nb = 1\n"),
            "x.toml:3:1: this line is no TOML; mend the file");
}

TEST(TomlTextTest, OtherMistakesHaveTheirColumn) {
  EXPECT_EQ(MessageOf("a = 1\nb = \n").substr(0, 11), "x.toml:2:5:");
  EXPECT_EQ(MessageOf("a = 1\nb = [\xc3\xa9]").substr(0, 11), "x.toml:2:6:");
}

}  // namespace
}  // namespace accel::clients
