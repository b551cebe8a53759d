// SPDX-License-Identifier: Apache-2.0
#include "shim/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace accel::shim {
namespace {

using Words = std::vector<std::string>;

TEST(CommandLineTest, EverythingBehindTheToolIsTheTools) {
  const auto line = ParseCommandLine({"accel-shim", "--explain", "--host", "gpu=GTX 1080", "pip",
                                      "install", "--help", "--host", "x"});
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->tool, "pip");
  EXPECT_EQ(line->kind, ToolKind::kPip);
  EXPECT_EQ(line->arguments, (Words{"install", "--help", "--host", "x"}));
  EXPECT_TRUE(line->explain);
  EXPECT_EQ(line->host, "gpu=GTX 1080");
  EXPECT_FALSE(line->help);
}

TEST(CommandLineTest, OptionsAreRead) {
  const auto line = ParseCommandLine({"accel-shim", "--policy", "best", "--accept-cpu",
                                      "--no-daemon", "--offline", "--host=x", "--", "uv", "sync"});
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->policy + " " + line->host + " " + line->tool, "best x uv");
  EXPECT_TRUE(line->accept_cpu && line->no_daemon && line->offline && !line->explain);
  EXPECT_TRUE(ParseCommandLine({"accel-shim", "--help"})->help);
  EXPECT_TRUE(ParseCommandLine({"accel-shim", "-h", "pip"})->help);
  EXPECT_TRUE(ParseCommandLine({"accel-shim", "--version"})->version);
  EXPECT_EQ(ParseCommandLine({"accel-shim", "--policy=any", "pip"})->policy, "any");
}

TEST(CommandLineTest, ToolsAreKnownByTheirNames) {
  const std::pair<const char*, ToolKind> kCases[] = {
      {"pip", ToolKind::kPip},          {"pip3", ToolKind::kPip},
      {"pip3.11", ToolKind::kPip},      {"/opt/x/bin/pip", ToolKind::kPip},
      {"python", ToolKind::kPython},    {"python3.12", ToolKind::kPython},
      {"./python3", ToolKind::kPython}, {"uv", ToolKind::kPassThrough},
      {"uvx", ToolKind::kPassThrough},  {"poetry", ToolKind::kPoetry},
  };
  for (const auto& [tool, kind] : kCases) {
    const auto line = ParseCommandLine({"accel-shim", tool, "x"});
    ASSERT_TRUE(line.ok()) << tool;
    EXPECT_EQ(line->kind, kind) << tool;
    EXPECT_EQ(line->tool, tool);
  }
}

TEST(CommandLineTest, PoetryBehindAPythonIsPoetry) {
  const absl::StatusOr<CommandLine> line =
      ParseCommandLine({"accel-shim", "python3", "-m", "poetry", "install", "-q"});
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->kind, ToolKind::kPoetry);
  EXPECT_EQ(line->launcher, (std::vector<std::string>{"-m", "poetry"}));
  EXPECT_EQ(line->arguments, (std::vector<std::string>{"install", "-q"}));
  EXPECT_TRUE(ParseCommandLine({"accel-shim", "python3", "-m", "pip", "list"})->launcher.empty());
}

TEST(CommandLineTest, UnderAToolsNameEverythingIsTheTools) {
  const auto line = ParseCommandLine({"/usr/lib/accel/pip3", "--host", "x", "install"});
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->tool, "pip3");
  EXPECT_EQ(line->arguments, (Words{"--host", "x", "install"}));
  EXPECT_EQ(line->host, "");
}

TEST(CommandLineTest, WhatCannotBeReadIsUsage) {
  for (const Words& words :
       {Words{"accel-shim"}, Words{"accel-shim", "--"}, Words{"accel-shim", "npm", "install"},
        Words{"accel-shim", "pipx"}, Words{"accel-shim", "--policy", "most", "pip"},
        Words{"accel-shim", "--polic", "all", "pip"}, Words{"accel-shim", "--unknown", "pip"},
        Words{"accel-shim", "--host"}, Words{"accel-shim", "--explain=maybe", "pip"}, Words{}}) {
    EXPECT_EQ(ParseCommandLine(words).status().code(), absl::StatusCode::kInvalidArgument)
        << testing::PrintToString(words);
  }
}

TEST(CommandLineTest, TheHelpNamesEveryOption) {
  for (const char* option : {"--host", "--policy", "--accept-cpu", "--explain", "--offline",
                             "--no-daemon", "--version", "--help"}) {
    EXPECT_THAT(HelpText(), testing::HasSubstr(option));
  }
}

}  // namespace
}  // namespace accel::shim
