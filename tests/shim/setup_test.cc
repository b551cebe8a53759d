// SPDX-License-Identifier: Apache-2.0
#include "shim/setup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/shim/scratch_folder.h"

namespace accel::shim {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class SetupTest : public ::testing::Test {
 protected:
  int Run(const std::vector<std::string>& words, const std::string& shell = "/bin/bash") {
    const clients::Environment environment(std::map<std::string, std::string, std::less<>>{
        {"HOME", home_.path()}, {"SHELL", shell}, {"PATH", "/usr/bin"}});
    return RunSetup(words, "/opt/bin/accel-shim", environment).value_or(-1);
  }
  std::string Read(const std::string& name) {
    std::ifstream file(home_.path() + "/" + name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string Link() const { return home_.path() + "/.local/share/accel/bin/poetry"; }
  ScratchFolder home_;
};

TEST_F(SetupTest, ALinkAndALineAndUndoTakesBothBack) {
  home_.Write(".bashrc", "alias x=y");
  EXPECT_EQ(Run({"poetry"}), 0);
  EXPECT_EQ(std::filesystem::read_symlink(Link()), "/opt/bin/accel-shim");
  const std::string once = Read(".bashrc");
  EXPECT_THAT(once, StartsWith("alias x=y\nexport PATH='" + home_.path()));
  EXPECT_EQ(Run({"poetry"}), 0);
  EXPECT_EQ(Read(".bashrc"), once);
  EXPECT_EQ(Run({"poetry", "--undo"}), 0);
  EXPECT_FALSE(std::filesystem::exists(std::filesystem::symlink_status(Link())));
  EXPECT_EQ(Read(".bashrc"), "alias x=y\n");
}

TEST_F(SetupTest, ADryRunChangesNothing) {
  EXPECT_EQ(Run({"poetry", "--dry-run"}), 0);
  EXPECT_TRUE(std::filesystem::is_empty(home_.path()));
}

TEST_F(SetupTest, EachShellHasItsOwnFile) {
  EXPECT_EQ(Run({"poetry"}, "/usr/bin/fish"), 0);
  EXPECT_THAT(Read(".config/fish/conf.d/accel.fish"), StartsWith("set -gx PATH"));
  EXPECT_EQ(Run({"poetry"}, "/usr/bin/zsh"), 0);
  EXPECT_THAT(Read(".zshrc"), HasSubstr("export PATH"));
}

TEST_F(SetupTest, OtherWordsAreRefused) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{}, {"uv"}, {"poetry", "--force"}, {"poetry", "poetry"}})
    EXPECT_EQ(Run(words), -1) << ::testing::PrintToString(words);
}

}  // namespace
}  // namespace accel::shim
