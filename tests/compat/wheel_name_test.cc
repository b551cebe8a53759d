// SPDX-License-Identifier: Apache-2.0
#include "compat/wheel_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace accel::compat {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

WheelName Parsed(const std::string& file_name) {
  auto wheel = ParseWheelName(file_name);
  EXPECT_TRUE(wheel.ok()) << Message(wheel.status());
  return wheel.ok() ? *std::move(wheel) : WheelName();
}

TEST(WheelNameTest, FivePartsAreAPlainWheel) {
  const WheelName wheel = Parsed("torch-2.9.1+cu126-cp312-cp312-manylinux_2_28_x86_64.whl");
  EXPECT_EQ(wheel.name, "torch");
  EXPECT_EQ(ToString(wheel.version), "2.9.1+cu126");
  EXPECT_EQ(wheel.build, "");
  EXPECT_THAT(wheel.python, ElementsAre("cp312"));
  EXPECT_THAT(wheel.abi, ElementsAre("cp312"));
  EXPECT_THAT(wheel.platform, ElementsAre("manylinux_2_28_x86_64"));
  EXPECT_EQ(wheel.variant, "");
}

TEST(WheelNameTest, ADigitTellsTheBuildTagFromTheVariantLabel) {
  const WheelName built = Parsed("torch-2.9.1-1b-cp312-cp312-linux_x86_64.whl");
  EXPECT_EQ(built.build, "1b");
  EXPECT_EQ(built.variant, "");
  const WheelName variant = Parsed("torch-2.9.1-cp312-cp312-linux_x86_64-cu126.whl");
  EXPECT_EQ(variant.build, "");
  EXPECT_EQ(variant.variant, "cu126");
  const WheelName both = Parsed("torch-2.9.1-002-py3-none-any-00000000.whl");
  EXPECT_EQ(both.build, "002");
  EXPECT_EQ(both.variant, "00000000");
  EXPECT_THAT(both.platform, ElementsAre("any"));
}

TEST(WheelNameTest, CompressedTagSetsAreTakenApart) {
  const WheelName wheel =
      Parsed("Foo_Bar.baz-1-PY2.py3-none.abi3-manylinux1_x86_64.manylinux_2_5_x86_64.whl");
  EXPECT_EQ(wheel.name, "foo-bar-baz");
  EXPECT_THAT(wheel.python, ElementsAre("py2", "py3"));
  EXPECT_THAT(wheel.abi, ElementsAre("none", "abi3"));
  EXPECT_THAT(wheel.platform, ElementsAre("manylinux1_x86_64", "manylinux_2_5_x86_64"));
}

TEST(WheelNameTest, ErrorSaysWhichPartIsWrong) {
  struct Refusal {
    std::string file_name, why;
  };
  const std::vector<Refusal> refusals = {
      {"", "does not end with .whl"},
      {"a-1.tar.gz", "does not end with .whl"},
      {"a-1-py3-none-any.WHL", "does not end with .whl"},
      {".whl", "it has 1 parts"},
      {"a-1-py3-none.whl", "it has 4 parts"},
      {"a-1-2-py3-none-any-x-y.whl", "it has 8 parts"},
      {"-1-py3-none-any.whl", "project name"},
      {"a__b-1-py3-none-any.whl", "project name"},
      {"caf\xc3\xa9-1-py3-none-any.whl", "project name"},
      {"a-one-py3-none-any.whl", "version"},
      {"a- 1-py3-none-any.whl", "version"},
      {"a-1-b1-py3-none-any-x.whl", "build tag does not start with a digit"},
      {"a-1-1;b-py3-none-any.whl", "build tag cannot be read"},
      {"a-1--none-any.whl", "Python tag"},
      {"a-1-py2..py3-none-any.whl", "`..`"},
      {"a-1-py2.3py-none-any.whl", "Python tag"},
      {"a-1-py3--any.whl", "ABI tag"},
      {"a-1-py3-none-.whl", "platform tag"},
      {"a-1-py3-none-any-.whl", "variant label"},
      {"a-1-py3-none-any-CU126.whl", "variant label"},
      {"a-1-py3-none-any-lab..whl", "`..`"},
  };
  for (const Refusal& refusal : refusals) {
    const auto wheel = ParseWheelName(refusal.file_name);
    ASSERT_FALSE(wheel.ok()) << refusal.file_name;
    EXPECT_THAT(std::string(Message(wheel.status())), HasSubstr(refusal.why));
  }
}

TEST(WheelNameTest, NoPartLeavesItsFolderOrUpsetsATerminal) {
  for (const std::string bad : {"/", "\\", "..", "\n", "\x1b", " ", "%"}) {
    for (const char* at : {"a", "1", "py3", "none", "any", "lab"}) {
      std::string file_name = "a-1-1-py3-none-any-lab.whl";
      file_name.insert(file_name.rfind(at) + 1, bad);
      EXPECT_FALSE(ParseWheelName(file_name).ok()) << file_name;
    }
  }
  EXPECT_FALSE(ParseWheelName(std::string("a-1-py3-none-any\0.whl", 21)).ok());
}

}  // namespace
}  // namespace accel::compat
