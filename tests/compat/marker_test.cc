// SPDX-License-Identifier: Apache-2.0
#include "compat/marker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace accel::compat {
namespace {

using ::testing::HasSubstr;

MarkerEnvironment Linux312() {
  return {{"implementation_name", "cpython"},
          {"implementation_version", "3.12.1"},
          {"os_name", "posix"},
          {"platform_machine", "x86_64"},
          {"platform_release", "6.1.0-18"},
          {"platform_system", "Linux"},
          {"platform_version", "#1 SMP"},
          {"platform_python_implementation", "CPython"},
          {"python_full_version", "3.12.1"},
          {"python_version", "3.12"},
          {"sys_platform", "linux"},
          {"extra", "Dev_Tools"},
          {"extras", "gpu,dev-tools"}};
}

TEST(MarkerTest, APythonGivesItsVariables) {
  v1::Interpreter python;
  python.set_implementation("cpython");
  python.set_version("3.12.1");
  python.set_platform("linux-x86_64");
  const MarkerEnvironment given = MarkersOf(python);
  const MarkerEnvironment whole = Linux312();
  for (const auto& [name, value] : given) EXPECT_EQ(value, whole.at(name)) << name;
  EXPECT_EQ(given.size(), 9u);
}

Marker Parsed(const std::string& text) {
  auto marker = ParseMarker(text);
  EXPECT_TRUE(marker.ok()) << text << ": " << Message(marker.status());
  return marker.ok() ? *std::move(marker) : Marker();
}

bool Holds(const std::string& text) { return Evaluate(Parsed(text), Linux312()); }

void ExpectHolds(const std::vector<std::string>& markers) {
  for (const std::string& marker : markers) EXPECT_TRUE(Holds(marker)) << marker;
}

void ExpectFails(const std::vector<std::string>& markers) {
  for (const std::string& marker : markers) EXPECT_FALSE(Holds(marker)) << marker;
}

TEST(MarkerTest, VersionVariablesCompareAsVersions) {
  ExpectHolds({"python_version >= '3.8'", "python_version < '3.100'", "'3.9' < python_version",
               "python_version ~= '3.8'", "python_version == '3.12.*'",
               "python_full_version == '3.12.1'", "python_version=='3.12.0'",
               "implementation_version != '3.12'", "python_version === '3.12'"});
  ExpectFails({"python_version < '3.8'", "python_version == '3.1'", "python_version > '3.12'",
               "'3.12' < python_version"});
}

TEST(MarkerTest, AVersionVariableFallsBackToTextWhenTheOtherSideIsNoVersion) {
  ExpectHolds({"platform_release == '6.1.0-18'", "python_version in '3.11 3.12'",
               "python_version not in '3.1'", "platform_release != 'generic'"});
  ExpectFails({"platform_release >= 'generic'", "python_version in '2.7, 3.8'"});
}

TEST(MarkerTest, AValueThatIsNoVersionSatisfiesNoSpecifier) {
  MarkerEnvironment environment = Linux312();
  environment["platform_release"] = "6.1.0-18-amd64";
  EXPECT_FALSE(Evaluate(Parsed("platform_release >= '5'"), environment));
  EXPECT_FALSE(Evaluate(Parsed("platform_release != '5'"), environment));
}

TEST(MarkerTest, AnInterpreterFromACheckoutHasALocalVersion) {
  MarkerEnvironment environment = Linux312();
  environment["python_full_version"] = "3.14.0+";
  EXPECT_TRUE(Evaluate(Parsed("python_full_version >= '3.14'"), environment));
}

TEST(MarkerTest, TextHasNoOrder) {
  ExpectHolds({"os_name == 'posix'", "sys_platform != 'win32'", "sys_platform >= 'linux'",
               "'lin' in sys_platform", "platform_machine in 'x86_64 aarch64'",
               "'win' not in sys_platform"});
  ExpectFails(
      {"os_name < 'zzz'", "os_name > 'a'", "os_name >= 'a'", "platform_machine == 'X86_64'"});
}

TEST(MarkerTest, AComparisonThatIsNotDefinedIsFalse) {
  ExpectFails(
      {"os_name ~= 'posix'", "os_name === 'posix'", "'posix' == 'posix'", "extras == 'gpu'"});
}

TEST(MarkerTest, NamesOfExtrasCompareInTheirNormalForm) {
  ExpectHolds({"extra == 'dev-tools'", "extra == 'DEV.tools'", "'dev__tools' == extra",
               "'GPU' in extras", "'Dev_Tools' in extras", "'tools' not in extras"});
  ExpectFails({"extra == 'dev'", "'gp' in extras", "'gpu' in dependency_groups"});
}

v1::Variant Cu130() {
  v1::Variant variant;
  variant.set_label("cu130");
  v1::Property& architectures = *variant.add_properties();
  architectures.set_namespace_("nvidia");
  architectures.set_feature("sm_arch");
  architectures.add_values("90_real");
  architectures.add_values("120_real");
  v1::Property& level = *variant.add_properties();
  level.set_namespace_("x86_64");
  level.set_feature("level");
  level.add_values("v3");
  return variant;
}

bool HoldsFor(const v1::Variant& variant, const std::string& text) {
  MarkerEnvironment environment = MarkersOf(variant);
  environment.merge(Linux312());
  return Evaluate(Parsed(text), environment);
}

TEST(MarkerTest, AVariantIsAskedForItsNamespacesFeaturesAndProperties) {
  for (const char* text :
       {"'nvidia' in variant_namespaces", "'amd' not in variant_namespaces",
        "'nvidia :: sm_arch' in variant_features", "'nvidia :: level' not in variant_features",
        "'nvidia :: sm_arch :: 90_real' in variant_properties",
        "'nvidia :: sm_arch :: 120_real' in variant_properties",
        "'x86_64 :: level :: v3' in variant_properties and os_name == 'posix'",
        "'nvidia :: sm_arch :: 80_real' not in variant_properties"}) {
    EXPECT_TRUE(HoldsFor(Cu130(), text)) << text;
  }
  EXPECT_FALSE(HoldsFor(Cu130(), "'nvid' in variant_namespaces"));
  EXPECT_FALSE(HoldsFor(Cu130(), "'nvidia' not in variant_namespaces"));
}

TEST(MarkerTest, WhiteSpaceInNamesOfFeaturesAndPropertiesDoesNotCount) {
  for (const char* text :
       {"'nvidia::sm_arch' in variant_features", "'\tnvidia  ::sm_arch ' in variant_features",
        R"('nvidia\n:: sm_arch::90_real' in variant_properties)"}) {
    EXPECT_TRUE(HoldsFor(Cu130(), text)) << text;
  }
  EXPECT_FALSE(HoldsFor(Cu130(), "'nvidia : : sm_arch' in variant_features"));
  EXPECT_FALSE(HoldsFor(Cu130(), "' nvidia' in variant_namespaces"));
}

TEST(MarkerTest, WhatIsNoNameOfAVariantIsInNoSet) {
  for (const char* name : {"nvidia", "nvidia :: sm_arch :: 90_real :: x", "NVIDIA :: sm_arch",
                           "nvidia ::", ":: sm_arch", "", "nvidia :: sm_arch,x86_64 :: level"}) {
    const std::string quoted = "'" + std::string(name) + "'";
    EXPECT_FALSE(HoldsFor(Cu130(), quoted + " in variant_features")) << name;
    EXPECT_TRUE(HoldsFor(Cu130(), quoted + " not in variant_features")) << name;
  }
}

TEST(MarkerTest, TheLabelOfAVariantIsText) {
  EXPECT_TRUE(HoldsFor(Cu130(), "variant_label == 'cu130'"));
  EXPECT_TRUE(HoldsFor(Cu130(), "variant_label != 'null'"));
  EXPECT_TRUE(HoldsFor(Cu130(), "'cu130' == variant_label"));
  EXPECT_FALSE(HoldsFor(Cu130(), "variant_label == 'CU130'"));
}

TEST(MarkerTest, AWheelThatIsNoVariantHasEmptySetsAndNoLabel) {
  ExpectHolds({"variant_label == ''", "variant_label != 'null'", "'x' not in variant_namespaces",
               "'' not in variant_namespaces", "'x :: y' not in variant_features"});
  ExpectFails({"variant_label == 'null'", "'x' in variant_namespaces", "'' in variant_properties"});
  v1::Variant null;
  null.set_label("null");
  EXPECT_TRUE(HoldsFor(null, "variant_label == 'null' and '' not in variant_properties"));
}

TEST(MarkerTest, ASetOfAVariantStandsBehindInAlone) {
  for (const char* text :
       {"variant_features == 'x :: y'", "'x' == variant_namespaces", "'x' >= variant_namespaces",
        "variant_properties in 'x :: y :: z'", "os_name in variant_namespaces",
        "variant_namespaces not in variant_namespaces", "variant_label in variant_namespaces"}) {
    const auto marker = ParseMarker("os_name == 'a' and " + std::string(text));
    ASSERT_FALSE(marker.ok()) << text;
    EXPECT_THAT(
        std::string(Message(marker.status())),
        HasSubstr("byte 19: expected a quoted name in front of `in` or `not in` and a set"));
  }
}

TEST(MarkerTest, AndBindsTighterThanOr) {
  ExpectHolds({"os_name == 'posix' or os_name == 'nt' and sys_platform == 'win32'",
               "(os_name == 'nt' or os_name == 'posix') and sys_platform == 'linux'",
               "sys_platform == 'win32' and os_name == 'nt' or python_version > '3'",
               "((((os_name == 'posix'))))"});
  ExpectFails({"(os_name == 'posix' or os_name == 'nt') and sys_platform == 'win32'"});
}

TEST(MarkerTest, OldSpellingsOfVariablesStillWork) {
  ExpectHolds({"os.name == 'posix'", "sys.platform == 'linux'", "platform.machine == 'x86_64'",
               "python_implementation == 'CPython'",
               "platform.python_implementation == 'CPython'"});
}

TEST(MarkerTest, StringsHaveTheEscapesOfPython) {
  ExpectHolds({R"(os_name == "po\x73ix")", R"(os_name == 'p\157six')", R"(os_name == "posi\u0078")",
               "os_name == 'po\\\nsix'"});
  ExpectFails({R"(os_name == "posix\n")", R"(os_name == 'posi\q')"});
}

TEST(MarkerTest, AMissingVariableIsEmpty) {
  EXPECT_TRUE(Evaluate(Parsed("extra == ''"), {}));
  EXPECT_FALSE(Evaluate(Parsed("extra == 'test'"), {}));
}

TEST(MarkerTest, NoMarkerHoldsEverywhere) {
  EXPECT_TRUE(Evaluate(Marker(), {}));
  EXPECT_EQ(ToString(Marker()), "");
}

TEST(MarkerTest, PrintsWhatItReadsBack) {
  struct Case {
    std::string written, printed;
  };
  const std::vector<Case> cases = {
      {"os.name=='posix'", R"(os_name == "posix")"},
      {"extra  ==  'A_b'", R"(extra == "a-b")"},
      {"( os_name<'a'and(os_name>'b'or os_name!='c') )",
       R"(os_name < "a" and (os_name > "b" or os_name != "c"))"},
      {"'a'not  in os_name", R"("a" not in os_name)"},
      {"'a::b'  in variant_features", R"("a :: b" in variant_features)"},
      {"'a ::b::  c.d 'not in variant_properties", R"("a :: b :: c.d" not in variant_properties)"},
      {"' a' in variant_namespaces", R"(" a" in variant_namespaces)"},
      {"variant_label=='cu130'", R"(variant_label == "cu130")"},
      {R"(os_name == 'say "hi"')", R"(os_name == 'say "hi"')"},
      {R"(os_name == "it's \x22\\\n")", R"(os_name == "it's \x22\\\x0a")"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ToString(Parsed(c.written)), c.printed);
    EXPECT_EQ(ToString(Parsed(c.printed)), c.printed);
  }
}

TEST(MarkerTest, ErrorSaysWhereItStopsToBeOne) {
  struct Refusal {
    std::string text, why;
  };
  const std::vector<Refusal> refusals = {
      {"", "byte 0: expected a marker variable or a quoted string"},
      {"os_name", "byte 7: expected an operator"},
      {"os_name = 'a'", "byte 8: expected an operator"},
      {"os_name == ", "byte 11: expected a marker variable"},
      {"os_name == 'a", "expected a closing quote"},
      {"os_name == 'a' nand os_name == 'b'", "byte 15: expected `and`, `or` or the end"},
      {"os_name == 'a' and", "byte 18: expected a marker variable"},
      {"(os_name == 'a'", "byte 15: expected `and`, `or` or `)`"},
      {"os_name not 'a'", "expected `in` behind `not`"},
      {"os_names == 'a'", "byte 0: expected a marker variable"},
      {"os_name inn 'a'", "byte 8: expected an operator"},
      {"os_name == 'a\\'", "a string that Python can read"},
      {"os_name == '\\ud800'", "a string that Python can read"},
      {"os_name == 'a\nb'", "a string that Python can read"},
      {std::string(101, '(') + "os_name == 'a'" + std::string(101, ')'),
       "at most 100 nested parentheses"},
  };
  for (const Refusal& refusal : refusals) {
    const auto marker = ParseMarker(refusal.text);
    ASSERT_FALSE(marker.ok()) << refusal.text;
    EXPECT_THAT(std::string(Message(marker.status())), HasSubstr(refusal.why));
  }
}

TEST(MarkerTest, ALongChainIsNoDeepTree) {
  std::string text = "os_name == 'posix'";
  for (int i = 0; i < 20000; ++i) text += " and os_name == 'posix'";
  EXPECT_TRUE(Holds(text));
}

}  // namespace
}  // namespace accel::compat
