// SPDX-License-Identifier: Apache-2.0
#include "compat/variants.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "compat/reference_properties.h"
#include "compat/variant_choice.h"
#include "machines.h"

namespace accel::compat {
namespace {

using Labels = std::vector<std::string>;

// The labels of torch 2.9.0, as wheelnext/variants-index-test publishes them (schema 0.0.3).
VariantIndex Torch29() {
  std::ifstream file(ACCEL_SOURCE_DIR "/tests/compat/data/torch-2.9.0-variants.json");
  std::stringstream text;
  text << file.rdbuf();
  return ParseVariantIndex(text.str(), "torch-2.9.0-variants.json").value();
}

Labels ByProviders(const v1::Host& host) {
  return OrderVariants(Torch29(), AxesFor(Torch29(), ReferenceProperties(host, RealCatalog())));
}

// Those that run by our own rules.
Labels ByOurRules(const v1::Host& host) {
  Labels labels;
  for (const v1::RankedVariant& variant : JudgeVariants(Torch29(), host, {}, RealCatalog())) {
    if (variant.verdict().outcome() == v1::Verdict::COMPATIBLE) labels.push_back(variant.label());
  }
  return labels;
}

v1::Host WithRocm(const std::string& gfx, const std::string& rocm) {
  v1::Host host = Amd({gfx});
  host.mutable_amd()->set_rocm_version(rocm);
  return host;
}

// A document with these variants, all of namespace "x".
std::string Document(const std::string& variants, const std::string& more = "") {
  return R"({"$schema": "https://variants-schema.wheelnext.dev/peps/825/v0.1.1.json",
             "default-priorities": {"namespace": ["x"]}, "variants": {)" +
         variants + "}" + more + "}";
}

std::string WhyNot(const std::string& json) {
  const auto index = ParseVariantIndex(json, "d.json");
  return index.ok() ? "" : std::string(Message(index.status()));
}

TEST(VariantsTest, ProvidersOrderTorch29AsTheWorkedVectorsSay) {
  EXPECT_EQ(ByProviders(NoGpu()), Labels({"null"}));
  EXPECT_EQ(ByProviders(Nvidia({"8.9"}, "580.95.05")),
            Labels({"cuda13.0", "cuda12.8", "cuda12.6", "null"}));
  EXPECT_EQ(ByProviders(Nvidia({"8.9"}, "565.57.01")), Labels({"cuda12.8", "cuda12.6", "null"}));
  EXPECT_EQ(ByProviders(Nvidia({"6.1"}, "580.95.05")), Labels({"cuda12.6", "null"}));
  EXPECT_EQ(ByProviders(Nvidia({"7.0"}, "580.95.05")), Labels({"cuda12.8", "cuda12.6", "null"}));
  EXPECT_EQ(ByProviders(Nvidia({"12.0"}, "550.54.14")), Labels({"cuda12.8", "null"}));
  EXPECT_EQ(ByProviders(Nvidia({"12.1"}, "580.95.05")), Labels({"cuda13.0", "cuda12.8", "null"}));
  EXPECT_EQ(ByProviders(Nvidia({"11.0"}, "580.95.05")), Labels({"null"}));
  EXPECT_EQ(ByProviders(Nvidia({}, "580.95.05")), Labels({"null"}));
}

TEST(VariantsTest, ProvidersTieAmdToOneRocmVersion) {
  EXPECT_EQ(ByProviders(WithRocm("gfx1100", "6.4.1")), Labels({"rocm6.4", "null"}));
  EXPECT_EQ(ByProviders(WithRocm("gfx1100", "7.1.0")), Labels({"null"}));
  EXPECT_EQ(ByProviders(Amd({"gfx1100"})), Labels({"null"}));
}

TEST(VariantsTest, ProvidersKnowWhichIntelCodeRunsOnABattlemage) {
  EXPECT_EQ(ByProviders(Intel("20.2.0")), Labels({"xpu", "null"}));
  EXPECT_EQ(ByProviders(Intel("12.2.0")), Labels({"null"}));
}

TEST(VariantsTest, ProvidersPutNvidiaBeforeIntel) {
  v1::Host both = Nvidia({"8.9"}, "580.95.05");
  *both.add_gpus() = Intel("20.2.0").gpus(0);
  EXPECT_EQ(ByProviders(both), Labels({"cuda13.0", "cuda12.8", "cuda12.6", "xpu", "null"}));
}

TEST(VariantsTest, ProvidersBreakTheOlderOfTwoCardsAndWeDoNot) {
  const v1::Host mixed = Nvidia({"6.1", "8.9"}, "580.95.05");
  EXPECT_EQ(ByProviders(mixed).front(), "cuda13.0");
  EXPECT_EQ(ByOurRules(mixed), Labels({"cuda12.6", "null"}));
}

TEST(VariantsTest, OurRulesKeepPtxToDriversThatCompileIt) {
  EXPECT_EQ(ByOurRules(Nvidia({"8.9"}, "580.95.05")),
            Labels({"cuda13.0", "cuda12.8", "cuda12.6", "null"}));
  EXPECT_EQ(ByOurRules(Nvidia({"11.0"}, "580.95.05")), Labels({"null"}));
}

TEST(VariantsTest, EveryLabelThatDoesNotRunSaysWhy) {
  for (const v1::RankedVariant& variant :
       JudgeVariants(Torch29(), Nvidia({"6.1"}, "580.95.05"), {}, RealCatalog())) {
    const v1::Verdict& verdict = variant.verdict();
    EXPECT_TRUE(verdict.outcome() == v1::Verdict::COMPATIBLE || verdict.reasons_size() > 0)
        << variant.label();
  }
}

TEST(VariantsTest, StaticPropertiesOfTheDocumentDecideWithoutAsking) {
  const std::string json =
      Document(R"("a": {"x": {"f": ["1"]}}, "b": {"x": {"f": ["2"]}}, "null": {})",
               R"(, "providers": {"x": {"static-properties": {"f": ["2", "1"]}}})");
  const VariantIndex index = ParseVariantIndex(json, "d.json").value();
  EXPECT_EQ(OrderVariants(index, AxesFor(index, {})), Labels({"b", "a", "null"}));
}

TEST(VariantsTest, AnOptionalProviderCountsOnlyWhenItIsNamed) {
  const std::string json =
      Document(R"("a": {"x": {"f": ["1"]}})",
               R"(, "providers": {"x": {"optional": true, "static-properties": {"f": ["1"]}}})");
  const VariantIndex index = ParseVariantIndex(json, "d.json").value();
  EXPECT_EQ(OrderVariants(index, AxesFor(index, {})), Labels());
  EXPECT_EQ(OrderVariants(index, AxesFor(index, {}, {{"x"}, {}})), Labels({"a"}));
}

// Schema 0.0.3.
TEST(VariantsTest, AProviderThatIsNotForThisMachineSupportsNothing) {
  const std::string json = Document(R"("a": {"x": {"f": ["1"]}}, "null": {})",
                                    R"(, "providers": {"x": {"static-properties": {"f": ["1"]},
           "enable-if": "platform_machine == 'x86_64' and python_version >= '3.12'"}})");
  const VariantIndex index = ParseVariantIndex(json, "d.json").value();
  const auto best = [&](const std::string& machine, const std::string& python) {
    const ProviderChoice choice{{}, {{"platform_machine", machine}, {"python_version", python}}};
    return JudgeVariants(index, NoGpu(), {}, RealCatalog(), choice).front();
  };
  EXPECT_EQ(best("x86_64", "3.12").label(), "a");
  EXPECT_EQ(best("x86_64", "").label(), "a");  // whichever Python it is
  EXPECT_EQ(best("x86_64", "3.11").label(), "null");
  EXPECT_EQ(best("aarch64", "3.12").label(), "null");
}

TEST(VariantsTest, AnAbiDependencyDecidesLast) {
  const std::string json = Document(R"("a": {"abi_dependency": {"torch": ["2.9"]}},
      "b": {"x": {"f": ["1"]}, "abi_dependency": {"torch": ["2.8"]}}, "c": {"x": {"f": ["1"]}})");
  const VariantIndex index = ParseVariantIndex(json, "d.json").value();
  v1::Property torch, feature;
  torch.set_namespace_(kAbiDependency);
  torch.set_feature("torch");
  for (const char* version : {"2", "2.9", "2.9.1"}) torch.add_values(version);
  feature.set_namespace_("x");
  feature.set_feature("f");
  feature.add_values("1");
  EXPECT_EQ(OrderVariants(index, AxesFor(index, {torch, feature})), Labels({"c", "a"}));
}

TEST(VariantIndexTest, MajorVersionsDecideWhetherADocumentIsRead) {
  const auto with_schema = [](const std::string& schema) {
    return WhyNot(R"({"$schema": ")" + schema +
                  R"(", "default-priorities": {"namespace": ["x"]}, "variants": {}})");
  };
  for (const char* schema : {"https://variants-schema.wheelnext.dev/v0.0.2.json",
                             "https://variants-schema.wheelnext.dev/v0.0.3.json",
                             "https://variants-schema.wheelnext.dev/peps/825/v0.1.0.json",
                             "https://variants-schema.wheelnext.dev/v0.2.0.json",
                             "https://variants-schema.wheelnext.dev/peps/850/v0.9.0.json"})
    EXPECT_EQ(with_schema(schema), "") << schema;
  EXPECT_NE(with_schema("https://variants-schema.wheelnext.dev/v1.0.0.json"), "");
  EXPECT_NE(with_schema("https://variants-schema.wheelnext.dev/"), "");
}

TEST(VariantIndexTest, WhatContradictsItselfIsRefusedWithItsKey) {
  EXPECT_NE(WhyNot("[]").find("d.json: it is no JSON object"), std::string::npos);
  EXPECT_NE(WhyNot(Document(R"("A": {"x": {"f": ["1"]}})")).find("A"), std::string::npos);
  EXPECT_NE(WhyNot(Document(R"("a": {"y": {"f": ["1"]}})")).find("namespace lacks: y"),
            std::string::npos);
  EXPECT_NE(WhyNot(Document(R"("a": {"x": {"f": []}})")).find("empty: x :: f"), std::string::npos);
  EXPECT_NE(WhyNot(Document(R"("a": {"x": {"f": ["1", "1"]}})")).find("twice"), std::string::npos);
  EXPECT_NE(WhyNot(Document(R"("a": {})")).find("without properties"), std::string::npos);
  EXPECT_NE(WhyNot(Document(R"("null": {"x": {"f": ["1"]}})")).find("null variant has"),
            std::string::npos);
  EXPECT_NE(WhyNot(Document(R"("a": {"x": {"f": ["1"]}}, "a": {"x": {"f": ["2"]}})")).find("twice"),
            std::string::npos);
}

TEST(VariantIndexTest, UnknownKeysArePassedOver) {
  EXPECT_EQ(WhyNot(Document(R"("a": {"x": {"f": ["1"]}})", R"(, "later": [1, {}])")), "");
}

}  // namespace
}  // namespace accel::compat
