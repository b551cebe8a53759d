// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/toml_text.h"
#include "shim/overlay/bill_of_materials.h"
#include "shim/overlay/comparison.h"
#include "shim/overlay/hashed_requirements.h"
#include "shim/overlay/pylock.h"
#include "shim/overlay/selection.h"

namespace accel::shim::overlay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kHash(64, 'a');
const std::string kIndex = "https://download.pytorch.org/whl/cu126";
const std::string kWheel = "torch-2.9.1+cu126-cp312-cp312-manylinux_2_28_x86_64.whl";

LockedPackage Torch(std::vector<Group> groups = {{"main", ""}}) {
  return {"torch",
          "2.9.1+cu126",
          ">=3.10",
          std::move(groups),
          {{kWheel, "sha256:" + kHash}},
          Source{"legacy", kIndex, "accel"}};
}

LockedPackage Six(std::vector<Group> groups = {{"main", ""}}) {
  return {"six",
          "1.17.0",
          "*",
          std::move(groups),
          {{"six-1.17.0.tar.gz", "sha256:" + kHash},
           {"six-1.17.0-py2.py3-none-any.whl", "sha256:" + kHash}},
          std::nullopt};
}

index::File FileAt(const std::string& url, const std::string& name) {
  index::File file;
  file.url = url;
  file.filename = name;
  file.size = 42;
  return file;
}

Located Files() {
  Located located;
  for (const char* name : {"six-1.17.0.tar.gz", "six-1.17.0-py2.py3-none-any.whl"})
    located[name] = FileAt(std::string("https://files.example/") + name, name);
  located[kWheel] = FileAt(kIndex + "/torch-2.9.1%2Bcu126.whl", kWheel);
  return located;
}

std::vector<std::string> Names(const absl::StatusOr<std::vector<LockedPackage>>& packages) {
  std::vector<std::string> names;
  for (const LockedPackage& package : packages.value()) names.push_back(package.name);
  return names;
}

TEST(LockedPackageTest, AnEntryTellsItsGroupsFilesAndIndex) {
  const absl::StatusOr<LockedPackage> package = ReadLockedPackage(
      {"torch", "2.9.1",
       "[[package]]\nname = \"torch\"\nversion = \"2.9.1\"\npython-versions = \">=3.10\"\n"
       "groups = [\"main\", \"dev\"]\nfiles = [{file = \"a.whl\", hash = \"sha256:x\"}]\n"
       "[package.markers]\nmain = \"extra == \\\"ml\\\"\"\ndev = \"\"\n"
       "[package.source]\ntype = \"legacy\"\nurl = \"https://a\"\nreference = \"b\""});
  ASSERT_TRUE(package.ok()) << package.status();
  ASSERT_EQ(package->groups.size(), 2U);
  EXPECT_EQ(package->groups[0].marker, "extra == \"ml\"");
  EXPECT_EQ(package->groups[1].name, "dev");
  EXPECT_EQ(package->files[0].name, "a.whl");
  EXPECT_EQ(package->source->url, "https://a");
  EXPECT_FALSE(ReadLockedPackage({"x", "1", "[[package"}).ok());
}

TEST(SelectionTest, GroupsAndExtrasDecideWhatIsThere) {
  const std::vector<LockedPackage> packages = {Torch({{"main", "extra == \"ml\""}}),
                                               Six({{"dev", "python_version >= \"3.12\""}})};
  const compat::MarkerEnvironment python = {{"python_version", "3.12"}};
  EXPECT_THAT(Names(Select(packages, {python, {}, {}})), ElementsAre());
  EXPECT_THAT(Names(Select(packages, {python, {}, {"ml"}})), ElementsAre("torch"));
  EXPECT_THAT(Names(Select(packages, {python, {"dev"}, {"ml"}})), ElementsAre("torch", "six"));
  EXPECT_THAT(Names(Select(packages, {{{"python_version", "3.11"}}, {"dev"}, {}})), ElementsAre());
}

TEST(SelectionTest, ALockThatSaysNothingOfGroupsIsRefused) {
  const absl::Status status = Select({Torch({})}, {}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("Poetry 2"));
}

TEST(SelectionTest, TheBestFileIsAWheelForThePythonElseTheArchive) {
  const compat::Tag cp312{"cp312", "cp312", "manylinux_2_28_x86_64"}, any{"py3", "none", "any"};
  EXPECT_EQ(BestFile(Six(), {cp312, any})->name, "six-1.17.0-py2.py3-none-any.whl");
  EXPECT_EQ(BestFile(Six(), {cp312})->name, "six-1.17.0.tar.gz");
  EXPECT_EQ(BestFile(Torch(), {any}), nullptr);
}

TEST(PylockTest, HasWhatPep751AsksFor) {
  const absl::StatusOr<std::string> text =
      ToPylock({">=3.11", {"ml"}, {"dev"}, {"dev"}},
               {Six({{"dev", "python_version < \"3.13\""}}),
                Torch({{"main", "extra == \"ml\" and extra != \"cpu\""}})},
               Files());
  ASSERT_TRUE(text.ok()) << text.status();
  const toml::table lock = clients::ParseToml(*text, "pylock.toml").value();
  EXPECT_EQ(lock["lock-version"].value_or(""), std::string("1.0"));
  const auto six = lock["packages"][0], torch = lock["packages"][1];
  EXPECT_FALSE(six["requires-python"]);
  EXPECT_FALSE(six["index"]);
  EXPECT_EQ(six["marker"].value_or(""),
            std::string("\"dev\" in dependency_groups and (python_version < \"3.13\")"));
  EXPECT_EQ(six["sdist"]["url"].value_or(""),
            std::string("https://files.example/six-1.17.0.tar.gz"));
  EXPECT_EQ(torch["index"].value_or(""), kIndex);
  EXPECT_EQ(torch["marker"].value_or(""),
            std::string("\"ml\" in extras and \"cpu\" not in extras"));
  EXPECT_EQ(torch["wheels"][0]["size"].value_or(0), 42);
  EXPECT_EQ(torch["wheels"][0]["hashes"]["sha256"].value_or(""), kHash);
}

TEST(PylockTest, WhatTheIndexHasNoMoreOrHasChangedIsRefused) {
  Located located = Files();
  located[kWheel].sha256 = std::string(64, 'b');
  EXPECT_THAT(std::string(ToPylock({}, {Torch()}, located).status().message()),
              HasSubstr("another hash"));
  located.erase(kWheel);
  EXPECT_THAT(std::string(ToPylock({}, {Torch()}, located).status().message()),
              HasSubstr("does not list " + kWheel));
}

TEST(PylockTest, PackagesFromElsewhereKeepTheirPlace) {
  const LockedPackage folder{"lib", "0.1", "", {}, {}, Source{"directory", "../lib", ""}};
  const LockedPackage git{"g", "1", "", {}, {}, Source{"git", "https://h/g", "abc"}};
  const absl::StatusOr<std::string> text = ToPylock({}, {folder, git}, {});
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_THAT(*text, HasSubstr("directory = {path = \"../lib\"}"));
  EXPECT_THAT(*text, HasSubstr("commit-id = \"abc\""));
  EXPECT_EQ(PylockName("rocm6.4"), "pylock.rocm6-4.toml");
}

TEST(HashedRequirementsTest, PinsWithHashesAndNamesTheIndexBesideTheDefaultOne) {
  const std::string hash = " \\\n    --hash=sha256:" + kHash;
  EXPECT_EQ(ToHashedRequirements("Head.", {Six(), Torch()}),
            "# Head.\n--extra-index-url " + kIndex + "\nsix==1.17.0" + hash +
                "\ntorch==2.9.1+cu126" + hash + "\n");
  EXPECT_THAT(ToHashedRequirements("", {Torch()}), HasSubstr("--index-url " + kIndex));
}

TEST(BillOfMaterialsTest, APackageHasItsPurlItsHashAndItsIndex) {
  const std::string text =
      ToBillOfMaterials("demo", {Torch(), Six()}, {{"cp312", "cp312", "manylinux_2_28_x86_64"}});
  EXPECT_THAT(text, HasSubstr("pkg:pypi/torch@2.9.1%2Bcu126?repository_url="
                              "https%3A%2F%2Fdownload.pytorch.org%2Fwhl%2Fcu126"));
  EXPECT_THAT(text, HasSubstr("\"pkg:pypi/six@1.17.0\""));
  EXPECT_THAT(text, HasSubstr("\"content\" : \"" + kHash + "\""));
  EXPECT_THAT(text, Not(HasSubstr("\"content\" : \"sha256:")));
}

TEST(ComparisonTest, ToldAreInstalledPackagesAndRequiredOnesThatAreMissing) {
  LockFile lock;
  lock.entries = {{"six", "1.17.0", ""}, {"torch", "2.9.1+cu126", ""}, {"triton", "3.5.1", ""}};
  Installed installed;
  installed.emplace("torch", *compat::ParseVersion("2.9.1"));
  installed.emplace("other", *compat::ParseVersion("1"));
  const std::vector<Compared> compared = Compare(lock, {"triton"}, installed);
  ASSERT_EQ(compared.size(), 2U);
  EXPECT_EQ(compared[0].name, "torch");
  EXPECT_FALSE(compared[0].agrees);
  EXPECT_EQ(compared[1].installed, "");
  installed.find("torch")->second = *compat::ParseVersion("2.9.1+CU126");
  EXPECT_TRUE(Compare(lock, {}, installed)[0].agrees);
}

TEST(ComparisonTest, WhatIsInstalledNeedsWhatItDependsOnHere) {
  const auto entry = [](const std::string& name, const std::string& dependencies) {
    return Entry{name, "1",
                 "[[package]]\nname = \"" + name + "\"\n[package.dependencies]\n" + dependencies};
  };
  LockFile lock;
  lock.entries = {
      entry("torch",
            "triton = \"*\"\nidle = {version = \"*\", markers = \"os_name == 'nt'\"}\n"
            "extra = {version = \"*\", optional = true}\n"
            "both = [{version = \"<1\", markers = \"os_name == 'nt'\"}, {version = \">=1\"}]\n"),
      entry("triton", "deep = \"*\"\n"),
      entry("deep", ""),
      entry("idle", ""),
      entry("extra", ""),
      entry("both", ""),
      entry("apart", "")};
  const compat::MarkerEnvironment linux_python = {{"os_name", "posix"}};
  EXPECT_THAT(*Needed(lock, {"torch"}, {}, linux_python),
              testing::ElementsAre("both", "deep", "torch", "triton"));
  Installed installed;
  installed.emplace("triton", *compat::ParseVersion("1"));
  installed.emplace("stranger", *compat::ParseVersion("1"));
  EXPECT_THAT(*Needed(lock, {}, installed, linux_python), testing::ElementsAre("deep", "triton"));
}

TEST(ComparisonTest, WhatIsForOtherPythonsIsNotCompared) {
  const auto entry = [](const std::string& name, const std::string& more) {
    return Entry{name, "1", "[[package]]\nname = \"" + name + "\"\n" + more};
  };
  const auto needs = [](const std::string& name, const std::string& marker) {
    return "[package.dependencies]\n" + name + " = {version = \"*\", markers = \"" + marker +
           "\"}\n";
  };
  const std::string old = "python_version < '3.12'", young = "python_version >= '3.12'";
  const auto here = [](const std::vector<Entry>& entries) {
    LockFile lock;
    lock.entries = entries;
    lock = *WithoutForeign(lock, {{"python_version", "3.11"}});
    std::vector<std::string> names;
    for (const Entry& one : lock.entries) names.push_back(one.name);
    return names;
  };
  const std::string main = "groups = [\"main\"]\n";
  EXPECT_THAT(here({entry("old", main + "markers = \"" + old + "\"\n"),
                    entry("young", main + "markers = \"" + young + "\"\n"),
                    entry("extra", main + "markers = 'extra == \"ml\"'\n"),
                    entry("unread", main + "markers = \"what\"\n"), entry("setuptools", main)}),
              testing::ElementsAre("old", "extra", "unread", "setuptools"));
  EXPECT_THAT(here({entry("torch", needs("setuptools", young)), entry("setuptools", "")}),
              testing::ElementsAre("torch"));
  EXPECT_THAT(here({entry("torch", needs("setuptools", old)), entry("setuptools", "")}),
              testing::ElementsAre("torch", "setuptools"));
  EXPECT_THAT(here({entry("torch", needs("six", young)), entry("six", ""), entry("wheel", "")}),
              testing::ElementsAre("torch", "six", "wheel"));
}

}  // namespace
}  // namespace accel::shim::overlay
