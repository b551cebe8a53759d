// SPDX-License-Identifier: Apache-2.0
#include "compat/requirement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace accel::compat {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Requirement Parsed(const std::string& text) {
  auto requirement = ParseRequirement(text);
  EXPECT_TRUE(requirement.ok()) << text << ": " << Message(requirement.status());
  return requirement.ok() ? *std::move(requirement) : Requirement();
}

TEST(RequirementTest, ReadsEveryPart) {
  const Requirement requirement =
      Parsed(" Foo.Bar [ B_2 , a, b-2 ] ( >= 1.0 , <2 ) ; python_version >= '3.8' ");
  EXPECT_EQ(requirement.name, "Foo.Bar");
  EXPECT_THAT(requirement.extras, ElementsAre("b-2", "a"));
  EXPECT_EQ(ToString(requirement.specifiers), ">=1.0,<2");
  EXPECT_EQ(requirement.url, "");
  EXPECT_TRUE(Evaluate(requirement.marker, {{"python_version", "3.12"}}));
  EXPECT_FALSE(Evaluate(requirement.marker, {{"python_version", "3.7"}}));
}

TEST(RequirementTest, ANameAloneIsARequirement) {
  const Requirement requirement = Parsed("torch");
  EXPECT_EQ(requirement.name, "torch");
  EXPECT_THAT(requirement.extras, IsEmpty());
  EXPECT_THAT(requirement.specifiers.specifiers, IsEmpty());
  EXPECT_EQ(requirement.marker.root, nullptr);
}

TEST(RequirementTest, AUrlEndsAtABlank) {
  const Requirement requirement =
      Parsed("torch[x]@ https://host/torch-2.9.1%2Bcu126.whl#sha256=0;1 ; extra == 'x'");
  EXPECT_EQ(requirement.url, "https://host/torch-2.9.1%2Bcu126.whl#sha256=0;1");
  EXPECT_TRUE(Evaluate(requirement.marker, {{"extra", "x"}}));
  EXPECT_EQ(Parsed("a @ file:///x;python_version>'3'").url, "file:///x;python_version>'3'");
}

TEST(RequirementTest, RealOnesOfTheTorchFamilyArePrintedNormally) {
  struct Case {
    std::string written, printed;
  };
  const std::vector<Case> cases = {
      {"nvidia-cublas-cu12 (==12.6.4.1) ; platform_system == \"Linux\" and platform_machine == "
       "\"x86_64\"",
       "nvidia-cublas-cu12==12.6.4.1; platform_system == \"Linux\" and platform_machine == "
       "\"x86_64\""},
      {"triton==3.5.1; platform_system == \"Linux\"",
       "triton==3.5.1; platform_system == \"Linux\""},
      {"typing-extensions>=4.10.0", "typing-extensions>=4.10.0"},
      {"torch==2.9.1+cu126", "torch==2.9.1+cu126"},
      {"opt-einsum>=3.3; extra == 'opt-einsum'", "opt-einsum>=3.3; extra == \"opt-einsum\""},
      {"name<=1,>0,", "name<=1,>0"},
      {"name ()", "name"},
      {"name []", "name"},
      {"name_ ~=\n1.0", "name_~=1.0"},
      {"name===1.0,>=2;extra=='x'", "name===1.0,>=2; extra == \"x\""},
      {"name@http://x ", "name @ http://x"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ToString(Parsed(c.written)), c.printed);
    EXPECT_EQ(ToString(Parsed(c.printed)), c.printed);
  }
}

TEST(RequirementTest, ErrorSaysWhereItStopsToBeOne) {
  struct Refusal {
    std::string text, why;
  };
  const std::vector<Refusal> refusals = {
      {"", "byte 0: expected the name of a project"},
      {"-r requirements.txt", "byte 0: expected the name of a project"},
      {"a-", "byte 2: expected a letter or digit at the end of the name"},
      {"a[b", "byte 3: expected `,` or `]`"},
      {"a[b,]", "byte 4: expected the name of an extra"},
      {"a[b c]", "expected `,` or `]`"},
      {"a @ ", "byte 4: expected a URL behind `@`"},
      {"a @ http://x y", "byte 13: expected `;` or the end"},
      {"a >=1 <2", "byte 6: expected a version specifier, `;` or the end"},
      {"a >=1,,<2", "byte 6: expected a version specifier, `;` or the end"},
      {"a (>=1", "byte 6: expected a version specifier or `)`"},
      {"a >=1)", "byte 5: expected"},
      {"a 1.0", "byte 2: expected a version specifier, `;` or the end"},
      {"a>=1.*", "`.*` goes with == and != only"},
      {"a>=1+cu126", "a local version goes with == and != only"},
      {"a;", "expected a marker variable"},
      {"a; os_name", "expected an operator"},
      {"a\n", "byte 1: expected"},
      {"caf\xc3\xa9", "byte 3: expected"},
      {"a b\x1b[0m", "requirement 'a b\\x1b[0m'"},
  };
  for (const Refusal& refusal : refusals) {
    const auto requirement = ParseRequirement(refusal.text);
    ASSERT_FALSE(requirement.ok()) << refusal.text;
    EXPECT_THAT(std::string(Message(requirement.status())), HasSubstr(refusal.why));
  }
}

}  // namespace
}  // namespace accel::compat
