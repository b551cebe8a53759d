// SPDX-License-Identifier: Apache-2.0
#include "compat/platform_tags.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace accel::compat {
namespace {

using google::protobuf::Struct;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

v1::Interpreter Interpreter(const std::string& version, const std::string& platform,
                            const std::string& libc, const std::string& libc_version) {
  v1::Interpreter interpreter;
  interpreter.set_implementation("cpython");
  interpreter.set_version(version);
  interpreter.set_platform(platform);
  interpreter.mutable_libc()->set_kind(libc);
  interpreter.mutable_libc()->set_version(libc_version);
  return interpreter;
}

std::vector<std::string> Written(const v1::Interpreter& interpreter) {
  const auto tags = SupportedTags(interpreter);
  EXPECT_TRUE(tags.ok()) << Message(tags.status());
  std::vector<std::string> written;
  if (!tags.ok()) return written;
  for (const Tag& tag : *tags) written.push_back(tag.python + "-" + tag.abi + "-" + tag.platform);
  return written;
}

std::vector<std::string> Platforms(const std::string& platform, const std::string& libc,
                                   const std::string& version) {
  auto platforms = SupportedPlatforms(Interpreter("3.12.1", platform, libc, version));
  EXPECT_TRUE(platforms.ok()) << Message(platforms.status());
  return platforms.ok() ? *std::move(platforms) : std::vector<std::string>();
}

std::vector<Struct> GoldenVectors() {
  std::ifstream file(std::string(ACCEL_SOURCE_DIR) + "/tests/compat/data/python_tags.json");
  std::stringstream text;
  text << file.rdbuf();
  Struct golden;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text.str(), &golden).ok());
  std::vector<Struct> vectors;
  for (const auto& value : golden.fields().at("vectors").list_value().values())
    vectors.push_back(value.struct_value());
  return vectors;
}

std::vector<std::string> Strings(const Struct& vector, const std::string& field) {
  std::vector<std::string> strings;
  for (const auto& value : vector.fields().at(field).list_value().values())
    strings.push_back(value.string_value());
  return strings;
}

std::string Dotted(const Struct& vector, const std::string& field) {
  const auto& numbers = vector.fields().at(field).list_value();
  const auto number = [&](int i) {
    return std::to_string(static_cast<int>(numbers.values(i).number_value()));
  };
  return number(0) + "." + number(1);
}

v1::Interpreter InterpreterOf(const Struct& vector) {
  v1::Interpreter interpreter =
      Interpreter(Dotted(vector, "python"), "linux-" + vector.fields().at("arch").string_value(),
                  vector.fields().at("libc").string_value(), Dotted(vector, "libc_version"));
  for (const std::string& abi : Strings(vector, "abis")) interpreter.add_abis(abi);
  return interpreter;
}

TEST(PlatformTagsTest, ListsAreThoseOfPackaging) {
  const std::vector<Struct> vectors = GoldenVectors();
  ASSERT_EQ(vectors.size(), 7u);
  for (const Struct& vector : vectors) {
    SCOPED_TRACE(vector.fields().at("name").string_value());
    const std::vector<std::string> tags = Written(InterpreterOf(vector));
    const std::vector<std::string> first = Strings(vector, "first");
    const std::vector<std::string> last = Strings(vector, "last");
    ASSERT_EQ(tags.size(),
              static_cast<std::size_t>(vector.fields().at("tags_count").number_value()));
    EXPECT_TRUE(std::equal(first.begin(), first.end(), tags.begin()));
    EXPECT_TRUE(std::equal(last.rbegin(), last.rend(), tags.rbegin()));
    if (vector.fields().count("tags") == 0) continue;
    EXPECT_EQ(tags, Strings(vector, "tags"));
  }
}

TEST(PlatformTagsTest, TheAbiFollowsFromTheInterpreterWhenItIsNotGiven) {
  struct Case {
    std::string version;
    bool free_threaded, debug;
    std::vector<std::string> first;
  };
  const std::string platform = "-linux_x86_64";
  const std::vector<Case> cases = {
      {"3.12.1", false, false, {"cp312-cp312", "cp312-abi3"}},
      {"3.12.1", true, false, {"cp312-cp312", "cp312-abi3"}},  // no such build before 3.13
      {"3.15.0a2", true, false, {"cp315-cp315t", "cp315-abi3t"}},
      {"3.13.0", false, true, {"cp313-cp313d", "cp313-cp313", "cp313-abi3"}},
      {"3.13.0", true, true, {"cp313-cp313td", "cp313-cp313t", "cp313-abi3t"}},
      {"3.7.17", false, false, {"cp37-cp37m", "cp37-abi3"}},
  };
  for (const Case& c : cases) {
    v1::Interpreter interpreter = Interpreter(c.version, "linux-x86_64", "none", "");
    interpreter.set_free_threaded(c.free_threaded);
    interpreter.set_debug(c.debug);
    const std::vector<std::string> tags = Written(interpreter);
    for (std::size_t i = 0; i < c.first.size(); ++i)
      EXPECT_EQ(tags[i], c.first[i] + platform) << c.version;
  }
}

TEST(PlatformTagsTest, FreeThreadedInterpretersDoNotTakeTheOldStableAbi) {
  v1::Interpreter interpreter = Interpreter("3.14.0", "linux-x86_64", "glibc", "2.36");
  interpreter.add_abis("cp314t");
  EXPECT_THAT(Written(interpreter), Not(Contains(HasSubstr("-abi3-"))));
  EXPECT_THAT(Written(interpreter), Contains("cp38-abi3t-manylinux_2_28_x86_64"));
}

TEST(PlatformTagsTest, ManylinuxGoesDownToTheOldestOfItsArchitecture) {
  EXPECT_THAT(Platforms("linux-x86_64", "glibc", "2.6"),
              ElementsAre("linux_x86_64", "manylinux_2_6_x86_64", "manylinux_2_5_x86_64",
                          "manylinux1_x86_64"));
  EXPECT_THAT(Platforms("linux-aarch64", "glibc", "2.18-2014.11"),
              ElementsAre("linux_aarch64", "manylinux_2_18_aarch64", "manylinux_2_17_aarch64",
                          "manylinux2014_aarch64"));
  EXPECT_THAT(Platforms("linux-x86_64", "glibc", "2.4"), ElementsAre("linux_x86_64"));
  EXPECT_THAT(Platforms("linux-mips64", "glibc", "2.36"), ElementsAre("linux_mips64"));
}

TEST(PlatformTagsTest, ANewMajorOfGlibcKeepsTheOldOnes) {
  const std::vector<std::string> platforms = Platforms("linux-x86_64", "glibc", "3.1");
  EXPECT_EQ(platforms[1], "manylinux_3_1_x86_64");
  EXPECT_EQ(platforms[2], "manylinux_3_0_x86_64");
  EXPECT_EQ(platforms[3], "manylinux_2_50_x86_64");
  EXPECT_EQ(platforms.back(), "manylinux1_x86_64");
}

TEST(PlatformTagsTest, MuslHasItsOwnTags) {
  EXPECT_THAT(Platforms("linux-x86_64", "musl", "1.2.5"),
              ElementsAre("linux_x86_64", "musllinux_1_2_x86_64", "musllinux_1_1_x86_64",
                          "musllinux_1_0_x86_64"));
}

TEST(PlatformTagsTest, A32BitInterpreterOnA64BitKernelIsKnownByItsPlatform) {
  EXPECT_THAT(Platforms("linux-i686", "glibc", "2.5"),
              ElementsAre("linux_i686", "manylinux_2_5_i686", "manylinux1_i686"));
  EXPECT_THAT(Platforms("linux-armv8l", "glibc", "2.17"),
              ElementsAre("linux_armv8l", "linux_armv7l", "manylinux_2_17_armv8l",
                          "manylinux2014_armv8l", "manylinux_2_17_armv7l", "manylinux2014_armv7l"));
}

TEST(PlatformTagsTest, PyPyHasNoStableAbi) {
  v1::Interpreter interpreter = Interpreter("3.10.14", "linux-x86_64", "none", "");
  interpreter.set_implementation("pypy");
  interpreter.add_abis("pypy310-pp73");
  const std::vector<std::string> tags = Written(interpreter);
  EXPECT_EQ(tags[0], "pp310-pypy310_pp73-linux_x86_64");
  EXPECT_EQ(tags[1], "pp310-none-linux_x86_64");
  EXPECT_EQ(tags[2], "py310-none-linux_x86_64");
  EXPECT_THAT(tags, Contains("pp3-none-any"));
  EXPECT_THAT(tags, Not(Contains(HasSubstr("abi3"))));
}

TEST(PlatformTagsTest, AMissingFactIsAnErrorAndNotAShorterList) {
  struct Refusal {
    v1::Interpreter interpreter;
    std::string why;
  };
  v1::Interpreter nameless = Interpreter("3.12.1", "linux-x86_64", "glibc", "2.36");
  nameless.clear_implementation();
  v1::Interpreter pypy = Interpreter("3.10.14", "linux-x86_64", "glibc", "2.36");
  pypy.set_implementation("pypy");
  const std::vector<Refusal> refusals = {
      {Interpreter("", "linux-x86_64", "glibc", "2.36"), "its version '' cannot be read"},
      {Interpreter("3", "linux-x86_64", "glibc", "2.36"), "its version '3' cannot be read"},
      {Interpreter("3.1000", "linux-x86_64", "glibc", "2.36"), "cannot be read"},
      {Interpreter("3.12.1", "", "glibc", "2.36"), "its platform is not known"},
      {Interpreter("3.12.1", "linux-x86_64", "", ""), "its libc is ''"},
      {Interpreter("3.12.1", "linux-x86_64", "glibc", ""), "the version '' of its glibc"},
      {Interpreter("3.12.1", "linux-x86_64", "glibc", "2.99999"),
       "the version '2.99999' of its glibc"},
      {nameless, "its implementation is not known"},
      {pypy, "the ABIs of this pp are not known"},
  };
  for (const Refusal& refusal : refusals) {
    const auto tags = SupportedTags(refusal.interpreter);
    ASSERT_FALSE(tags.ok()) << refusal.why;
    EXPECT_THAT(std::string(Message(tags.status())), HasSubstr(refusal.why));
  }
}

TEST(PlatformTagsTest, AnAbsurdFactIsRefusedAndNotAMillionTags) {
  v1::Interpreter many = Interpreter("3.12.1", "linux-x86_64", "glibc", "2.36");
  for (int i = 0; i < 17; ++i) many.add_abis("cp312x" + std::to_string(i));
  for (const v1::Interpreter& absurd :
       {Interpreter("3.302.1", "linux-x86_64", "glibc", "2.36"),
        Interpreter("3.12.1", "linux-x86_64", "glibc", "22.1"),
        Interpreter("3.12.1", "linux-x86_64", "musl", "1.100"), many}) {
    EXPECT_FALSE(SupportedTags(absurd).ok());
  }
  EXPECT_TRUE(SupportedTags(Interpreter("3.99.1", "linux-x86_64", "glibc", "3.99")).ok());
}

TEST(TagSetTest, AWheelIsSupportedWhenOneOfItsTagsIs) {
  const TagSet set(*SupportedTags(Interpreter("3.12.1", "linux-x86_64", "glibc", "2.36")));
  for (const char* wheel :
       {"a-1-py3-none-any.whl", "a-1-py2.py3-none-any.whl",
        "a-1-cp312-cp312-manylinux_2_28_x86_64.whl", "a-1-cp38-abi3-manylinux2014_x86_64.whl",
        "a-1-cp312-cp312-linux_x86_64-cu126.whl", "a-1-py3-none-manylinux1_x86_64.win_amd64.whl"}) {
    EXPECT_TRUE(set.Supports(*ParseWheelName(wheel))) << wheel;
  }
  for (const char* wheel :
       {"a-1-cp311-cp311-manylinux_2_28_x86_64.whl", "a-1-cp312-cp312-manylinux_2_39_x86_64.whl",
        "a-1-cp312-cp312-manylinux_2_28_aarch64.whl", "a-1-cp313-abi3-linux_x86_64.whl",
        "a-1-py2-none-any.whl", "a-1-cp312-cp312t-linux_x86_64.whl"}) {
    EXPECT_FALSE(set.Supports(*ParseWheelName(wheel))) << wheel;
  }
}

TEST(TagSetTest, AWheelWithVeryManyTagsIsAnswered) {
  const TagSet set(*SupportedTags(Interpreter("3.12.1", "linux-x86_64", "glibc", "2.36")));
  WheelName wheel = *ParseWheelName("a-1-py3-none-any.whl");
  for (int i = 0; i < 2000; ++i) {
    for (auto* tags : {&wheel.python, &wheel.abi, &wheel.platform})
      tags->push_back("x" + std::to_string(i));
  }
  EXPECT_TRUE(set.Supports(wheel));
  wheel.platform.erase(wheel.platform.begin());
  EXPECT_FALSE(set.Supports(wheel));
}

}  // namespace
}  // namespace accel::compat
