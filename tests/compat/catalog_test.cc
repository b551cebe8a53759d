// SPDX-License-Identifier: Apache-2.0
#include "compat/catalog.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "tests/compat/machines.h"

namespace accel::compat {
namespace {

v1::Catalog Text(const std::string& text) {
  v1::Catalog catalog;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &catalog));
  return catalog;
}

TEST(CatalogTest, KnowsTheTorchFamilyAndItsHardware) {
  const Catalog& catalog = RealCatalog();
  for (const char* name : {"torch", "torchvision", "torchaudio", "torchtext", "torchao",
                           "torchcodec", "xformers", "triton"}) {
    ASSERT_NE(catalog.FindPackage(name), nullptr) << name;
    EXPECT_EQ(catalog.LeaderOf(*catalog.FindPackage(name)).name(), "torch");
  }
  EXPECT_EQ(catalog.FindNvidiaDevice("1b80")->compute_capability(), "6.1");
  EXPECT_EQ(catalog.FindAmdDevice("744c")->gfx(), "gfx1100");
  EXPECT_TRUE(catalog.FindIntelDevice("e20b")->xpu());
  EXPECT_FALSE(catalog.FindIntelDevice("4680")->xpu());
  EXPECT_EQ(catalog.FindPackage("requests"), nullptr);
}

TEST(CatalogTest, NamesThatBuildsBringFromTheirOwnIndexAreBound) {
  for (const char* name :
       {"torchtriton", "pytorch-triton-rocm", "triton-xpu", "rocm-sdk-libraries"}) {
    EXPECT_NE(RealCatalog().FindBinder(name), nullptr) << name;
  }
  for (const char* name : {"triton2", "numpy", "nvidia-cublas-cu12", "my-torchtriton"}) {
    EXPECT_EQ(RealCatalog().FindBinder(name), nullptr) << name;
  }
}

TEST(CatalogTest, EveryCudaTagOfABuildHasAFloorAndEveryRowASource) {
  for (const v1::Package& package : RealCatalog().message().packages()) {
    EXPECT_FALSE(package.source().empty()) << package.name();
    for (const v1::Release& release : package.releases()) {
      for (const v1::BuildRow& row : release.builds()) {
        EXPECT_FALSE(row.source().empty() && release.source().empty())
            << release.series() << " " << row.tag();
      }
    }
  }
}

TEST(CatalogTest, TheNearestRowServesAVersionItDoesNotKnow) {
  const Catalog& catalog = RealCatalog();
  const v1::Package& torch = *catalog.FindPackage("torch");
  EXPECT_EQ(catalog.FindNeeds(torch, "2.9.7", "cu128", "x86_64")->release->series(), "2.9");
  EXPECT_FALSE(catalog.FindNeeds(torch, "2.9.7", "cu128", "x86_64")->assumed);
  EXPECT_EQ(catalog.FindNeeds(torch, "2.14.0", "cu128", "x86_64")->release->series(), "2.11");
  EXPECT_EQ(catalog.FindNeeds(torch, "2.1.0", "cu130", "x86_64")->release->series(), "2.9");
  EXPECT_FALSE(catalog.FindNeeds(torch, "2.9.0", "cu999", "x86_64").has_value());
}

TEST(CatalogTest, ACatalogueThatContradictsItselfIsRefused) {
  const std::string a = "packages { name: 'a' selection: LOCAL_VERSION index: 'i' ";
  const std::pair<std::string, const char*> rows[] = {
      {"packages { name: 'a' }", "no selection class"},
      {a + "} " + a + "}", "twice"},
      {a + "follows: 'b' }", "leads nothing"},
      {a + "releases { series: '1' } releases { series: '1' } }", "twice"},
      {a + "releases { series: '1' builds { tag: 'cu126' } } }", "no driver floor"},
      {a + "releases { series: '1' builds { tag: 'cuda12' } } }", "no driver floor"},
      {a + "releases { series: '1' builds { tag: 'cpu' } builds { tag: 'cpu' } } }", "twice"},
      {a + "releases { series: '1' builds { tag: 'cpu' } builds { tag: 'cpu' architecture: "
           "'aarch64' } "
           "} }",
       "twice"},
      {a + "releases { series: '1' builds { tag: 'cpu' architecture: 'aarch64' } builds { tag: "
           "'cpu' } "
           "} }",
       "twice"},
      {a + "releases { series: '1' versions: '2.0' } }", "of another series"},
      {a + "releases { series: '1' leader_requires: 'two' } }", "no specifier set"},
      {"packages { name: 'a' selection: LOCAL_VERSION }", "needs the field index"},
      {"packages { name: 'a' selection: FIND_LINKS }", "needs the field page"},
      {a + "releases { series: '1' builds { tag: 'cpu' distribution: 'c' } } } packages { name: "
           "'b' "
           "selection: RENAMED releases { series: '1' builds { tag: 'cpu' distribution: 'c' } } }",
       "belongs to a too"},
  };
  for (const auto& [text, why] : rows) {
    const absl::StatusOr<Catalog> catalog = Catalog::FromMessage(Text(text));
    ASSERT_FALSE(catalog.ok()) << text;
    EXPECT_NE(Message(catalog.status()).find(why), std::string_view::npos)
        << Message(catalog.status());
  }
  EXPECT_FALSE(Catalog::FromBinary("\xff\xff").ok());
}

TEST(CatalogTest, ABuildIsFoundByWhatAnIndexCallsIt) {
  const Catalog& catalog = RealCatalog();
  for (const auto& [name, package] :
       {std::pair{"cupy-cuda12x", "cupy"}, {"onnxruntime-gpu", "onnxruntime"}, {"jax", "jax"}}) {
    ASSERT_NE(catalog.FindPackage(name), nullptr) << name;
    EXPECT_EQ(catalog.FindPackage(name)->name(), package);
    EXPECT_EQ(catalog.FindServed(name), nullptr);  // accel-shim leaves it to pip
  }
  EXPECT_NE(catalog.FindServed("torchvision"), nullptr);
  EXPECT_NE(catalog.FindServed("triton"), nullptr);
  EXPECT_EQ(catalog.FindServed("flash-attn"), nullptr);
}

TEST(CatalogTest, ANewerCatalogueReplacesByPackage) {
  const v1::Catalog merged =
      MergeCatalogs(Text("packages { name: 'a' index: 'old' } packages { name: 'b' }"),
                    Text("packages { name: 'a' index: 'new' } packages { name: 'c' }"));
  ASSERT_EQ(merged.packages_size(), 3);
  EXPECT_EQ(merged.packages(0).index(), "new");
}

}  // namespace
}  // namespace accel::compat
