// SPDX-License-Identifier: Apache-2.0
#include "catalog/folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/daemon/scratch.h"

namespace accel::catalog {
namespace {

using daemon::Scratch;
using testing::HasSubstr;
using testing::StartsWith;

std::string Text(const absl::Status& status) { return std::string(compat::Message(status)); }

std::string PackageText(const std::string& name, const std::string& index) {
  return "packages { name: \"" + name + "\" selection: LOCAL_VERSION index: \"" + index + "\" }\n";
}

// The scratch folders are of whoever runs the tests.
Trust Mine() { return {{}, ::geteuid()}; }

v1::Catalog Base() {
  return *ParseCatalogText(PackageText("torch", "https://a.example") + "as_of: \"2026-01-01\"",
                           "base");
}

std::string IndexOf(const absl::StatusOr<compat::Catalog>& catalog, const std::string& package) {
  if (!catalog.ok()) return Text(catalog.status());
  const v1::Package* found = catalog->FindPackage(package);
  return found == nullptr ? "none" : found->index();
}

TEST(CatalogFoldersTest, CountsLineAndColumnFromOne) {
  struct Case {
    const char* text;
    const char* where;
  };
  for (const Case& c : {Case{"?", "x:1:1: "}, Case{"as_of: \"a\"\n  nonsense: 1\n", "x:2:"},
                        Case{"packages {\n", "x:2:1: "}}) {
    const absl::Status status = ParseCatalogText(c.text, "x").status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << c.text;
    EXPECT_THAT(Text(status), StartsWith(c.where)) << c.text;
  }
}

TEST(CatalogFoldersTest, AStringThatTheDaemonCouldNotSendIsRefused) {
  for (const char* text : {R"(as_of: "\377")", "as_of: \"\xae\""}) {
    EXPECT_THAT(Text(ParseCatalogText(text, "x").status()), StartsWith("x:1:1: ")) << text;
  }
  EXPECT_TRUE(ParseCatalogText("as_of: \"\xc2\xae\"", "x").ok());
}

TEST(CatalogFoldersTest, MissingFolderHasNoFiles) {
  const Scratch scratch;
  EXPECT_EQ(IndexOf(ReadCatalog(Base(), {scratch.Path("none")}, Mine()), "torch"),
            "https://a.example");
}

TEST(CatalogFoldersTest, BrokenFileLeavesNothing) {
  const Scratch scratch;
  scratch.Write("d/10.textproto", PackageText("torch", "https://b.example"));
  scratch.Write("d/20.textproto", "packages {{\n");
  const absl::StatusOr<compat::Catalog> catalog = ReadCatalog(Base(), {scratch.Path("d")}, Mine());
  ASSERT_TRUE(absl::IsInvalidArgument(catalog.status())) << catalog.status();
  EXPECT_THAT(Text(catalog.status()), StartsWith(scratch.Path("d/20.textproto") + ":1:11: "));
}

TEST(CatalogFoldersTest, AContradictionIsNamedWithFileLineAndColumn) {
  const std::string head = "packages {\n  name: \"new\" selection: LOCAL_VERSION index: \"i\"\n";
  const struct {
    std::string text, where, why;
  } cases[] = {
      {"packages { name: \"torchvision\" selection: RENAMED follows: \"nobody\" }\n",
       ":1:1: ", "nobody"},
      {"\n packages { name: \"new\" selection: 99 }\n", ":2:2: ", "no selection class"},
      {head + "  releases {\n    series: \"1\"\n    builds { tag: \"cu999\" }\n  }\n}\n",
       ":5:5: ", "no driver floor"},
      {head + "  releases { series: \"1\" versions: \"2.0\" }\n}\n", ":3:3: ", "another series"},
      {PackageText("new", "i") + PackageText("new", "j"), ":2:1: ", "twice"},
  };
  for (const auto& c : cases) {
    const Scratch scratch;
    scratch.Write("d/10.textproto", c.text);
    const absl::StatusOr<compat::Catalog> catalog =
        ReadCatalog(Base(), {scratch.Path("d")}, Mine());
    ASSERT_TRUE(absl::IsInvalidArgument(catalog.status())) << c.text;
    EXPECT_THAT(Text(catalog.status()), StartsWith(scratch.Path("d/10.textproto") + c.where));
    EXPECT_THAT(Text(catalog.status()), HasSubstr(c.why));
  }
}

TEST(CatalogFoldersTest, LastFolderAndLastNameWin) {
  const Scratch scratch;
  scratch.Write("usr/90.textproto", PackageText("torch", "https://usr.example"));
  scratch.Write("etc/20.textproto", PackageText("torch", "https://etc20.example"));
  scratch.Write("etc/10.textproto", PackageText("torch", "https://etc10.example"));
  const std::string usr = scratch.Path("usr"), etc = scratch.Path("etc");
  EXPECT_EQ(IndexOf(ReadCatalog(Base(), {usr, etc}, Mine()), "torch"), "https://etc20.example");
  EXPECT_EQ(IndexOf(ReadCatalog(Base(), {etc, usr}, Mine()), "torch"), "https://usr.example");
}

TEST(CatalogFoldersTest, NewPackageIsAddedAndOthersStay) {
  const Scratch scratch;
  scratch.Write("d/10.textproto", PackageText("newcomer", "https://n.example"));
  scratch.Write("d/README", "no catalogue");
  const absl::StatusOr<compat::Catalog> catalog = ReadCatalog(Base(), {scratch.Path("d")}, Mine());
  EXPECT_EQ(IndexOf(catalog, "newcomer"), "https://n.example");
  EXPECT_EQ(IndexOf(catalog, "torch"), "https://a.example");
}

TEST(CatalogFoldersTest, AdministratorComesLast) {
  EXPECT_EQ(CatalogFolders(nullptr).back(), "/etc/accel/catalog.d");
  EXPECT_EQ(CatalogFolders("/a::/b"), (std::vector<std::string>{"/a", "/b"}));
  EXPECT_TRUE(CatalogFolders("").empty());
}

}  // namespace
}  // namespace accel::catalog
