// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/requirement_files.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <optional>

namespace accel::shim::pip {
namespace {

using Names = std::vector<std::string>;

// Files by name, and the copies that were kept.
struct Files {
  std::map<std::string, std::string> content;
  Names kept;
  int reads = 0;

  RequirementFile Read(const std::string& path) {
    RequirementSource source;
    source.read = [this](const std::string& name) -> std::optional<FileContent> {
      ++reads;
      const auto found = content.find(name);
      if (found == content.end()) return std::nullopt;
      return FileContent{found->second, name.starts_with("/dev/fd/")};
    };
    source.keep = [this](const std::string& copy) -> absl::StatusOr<std::string> {
      kept.push_back(copy);
      return "/proc/self/fd/" + std::to_string(kept.size());
    };
    source.variable = [](const std::string& name) { return name == "TOKEN" ? "s3" : ""; };
    absl::StatusOr<RequirementFile> file = ReadRequirementFile(path, source);
    EXPECT_TRUE(file.ok()) << file.status();
    return file.ok() ? *file : RequirementFile{};
  }
};

TEST(RequirementFilesTest, LinesAreReadAsPipReadsThem) {
  const std::pair<const char*, Names> kCases[] = {
      {"torch\nnumpy\n", {"torch", "numpy"}},
      {"torch", {"torch"}},
      {"torch\r\nnumpy\r\n", {"torch", "numpy"}},
      {"# torch\n  # torch\n\n   \n", {}},
      {"torch>=2 # why\n", {"torch>=2"}},
      {"x @ https://a/x.whl#sha256=1\n", {"x @ https://a/x.whl#sha256=1"}},
      {"  torch  \n", {"torch"}},
      {"torch==2.9.1 \\\n  --hash=sha256:1 \\\n  --hash=sha256:2\nnumpy\n",
       {"torch==2.9.1", "numpy"}},
      {"torch \\\n>=2\n", {"torch  >=2"}},
      {"torch\\", {"torch"}},
      {"torch --config-settings=a=b\n", {"torch"}},
      {"torch; python_version > '3.8'\n", {"torch; python_version > '3.8'"}},
      {"-e .\n--find-links x\ntorch\n", {"torch"}},
  };
  for (const auto& [content, expected] : kCases) {
    Files files{{{"/p/r.txt", content}}, {}, 0};
    const RequirementFile file = files.Read("/p/r.txt");
    EXPECT_EQ(file.requirements, expected) << content;
    EXPECT_FALSE(file.rewritten) << content;
  }
}

TEST(RequirementFilesTest, VariablesAreReplacedAsInPip) {
  Files files{
      {{"/r.txt",
        "torch==${TOKEN}\n--extra-index-url https://u:${TOKEN}@a/${UNSET}/$TOKEN/${token}\n"}},
      {},
      0};
  const RequirementFile file = files.Read("/r.txt");
  EXPECT_EQ(file.requirements, (Names{"torch==s3"}));
  EXPECT_EQ(file.extra_index_urls, (Names{"https://u:s3@a/${UNSET}/$TOKEN/${token}"}));
}

TEST(RequirementFilesTest, AFileOnAServerIsReadLikeOneOnDisk) {
  Files files{{{"https://h/p/r.txt?raw=1", "torch\n-r sub/more.txt\n"},
               {"https://h/p/sub/more.txt", "--extra-index-url https://stranger/\nnumpy\n"}},
              {},
              0};
  const RequirementFile file = files.Read("https://h/p/r.txt?raw=1");
  EXPECT_EQ(file.requirements, (Names{"torch", "numpy"}));
  EXPECT_EQ(file.extra_index_urls, (Names{"https://stranger/"}));
  EXPECT_EQ(file.rewritten, "torch\n--requirement /proc/self/fd/1\n");
  EXPECT_EQ(files.kept, (Names{"\nnumpy\n"}));
}

// pip install -r <(generate)
TEST(RequirementFilesTest, APipeIsReadOnceAndPipGetsTheCopy) {
  Files files{{{"/dev/fd/63", "torch\nnumpy\n"}}, {}, 0};
  EXPECT_EQ(files.Read("/dev/fd/63").rewritten, "torch\nnumpy\n");
}

TEST(RequirementFilesTest, ACommentEndsAContinuation) {
  Files files{{{"/r.txt", "torch \\\n# a comment \\\nnumpy\n"}}, {}, 0};
  EXPECT_EQ(files.Read("/r.txt").requirements, (Names{"torch", "numpy"}));
}

TEST(RequirementFilesTest, NestedFilesAreFollowedBesideTheirOwn) {
  Files files{{{"/p/r.txt", "-r sub/a.txt\n--requirement=/abs/b.txt\n-c c.txt\n"},
               {"/p/sub/a.txt", "torch\n-r d.txt\n-cc.txt\n"},
               {"/p/sub/d.txt", "torchvision\n"},
               {"/p/sub/c.txt", "numpy<2\n"},
               {"/abs/b.txt", "torchaudio\n"},
               {"/p/c.txt", "torch<2.9\n"}},
              {},
              0};
  const RequirementFile file = files.Read("/p/r.txt");
  EXPECT_EQ(file.requirements, (Names{"torch", "torchvision", "torchaudio"}));
  EXPECT_EQ(file.constraints, (Names{"numpy<2", "torch<2.9"}));
  EXPECT_FALSE(file.rewritten);
  EXPECT_TRUE(files.kept.empty());
}

// A file below -c only constrains, even what it names by -r.
TEST(RequirementFilesTest, WhatAConstraintFileIncludesOnlyConstrains) {
  Files files{
      {{"/r.txt", "-c c.txt\n"}, {"/c.txt", "-r d.txt\n"}, {"/d.txt", "torch<2.9\n"}}, {}, 0};
  const RequirementFile file = files.Read("/r.txt");
  EXPECT_TRUE(file.requirements.empty());
  EXPECT_EQ(file.constraints, (Names{"torch<2.9"}));
}

TEST(RequirementFilesTest, IndexLinesAreTakenOut) {
  const std::pair<const char*, const char*> kCases[] = {
      {"--index-url https://a/\ntorch\n", "\ntorch\n"},
      {"-i https://a/\ntorch\n", "\ntorch\n"},
      {"-ihttps://a/\ntorch\n", "\ntorch\n"},
      {"--index-url=https://a/\ntorch\n", "\ntorch\n"},
      {"--ind https://a/\ntorch\n", "\ntorch\n"},
      {"--pypi-url https://a/\ntorch\n", "\ntorch\n"},
      {"--index-url \"https://a/\"\ntorch\n", "\ntorch\n"},
      {"-i 'https://a/'\t# mine\ntorch\n", "\ntorch\n"},
      {"torch\n--index-url \\\n https://a/\n", "torch\n\n"},
      {"--index-url https://a/  # mine\n--hash x\ntorch\n", "\n--hash x\ntorch\n"},
  };
  for (const auto& [content, copy] : kCases) {
    Files files{{{"/r.txt", content}}, {}, 0};
    const RequirementFile file = files.Read("/r.txt");
    EXPECT_EQ(file.index_url.value_or("none"), "https://a/") << content;
    EXPECT_EQ(file.rewritten.value_or("none"), copy) << content;
    EXPECT_EQ(file.requirements, (Names{"torch"})) << content;
  }
}

TEST(RequirementFilesTest, ALineMayHoldSeveralOptions) {
  Files files{
      {{"/r.txt", "--pre --index-url https://a/ --extra-index-url https://b/\ntorch\n"}}, {}, 0};
  const RequirementFile file = files.Read("/r.txt");
  EXPECT_EQ(file.index_url.value_or("none"), "https://a/");
  EXPECT_EQ(file.extra_index_urls, (Names{"https://b/"}));
  ASSERT_TRUE(file.rewritten);
  EXPECT_EQ(file.rewritten->find("https://"), std::string::npos);
  EXPECT_NE(file.rewritten->find("--pre"), std::string::npos);
}

TEST(RequirementFilesTest, TheLastIndexCountsAndAllExtraOnes) {
  Files files{{{"/r.txt",
                "-i https://a/\n-i https://b/\n--extra-index-url "
                "https://c/\n--extra-index-url=https://d/\n--no-index\n"}},
              {},
              0};
  const RequirementFile file = files.Read("/r.txt");
  EXPECT_EQ(file.index_url.value_or("none"), "https://b/");
  EXPECT_EQ(file.extra_index_urls, (Names{"https://c/", "https://d/"}));
  EXPECT_TRUE(file.no_index);
  EXPECT_EQ(file.rewritten.value_or("none"), "\n\n\n\n--no-index\n");
}

TEST(RequirementFilesTest, CopiesNameTheirNeighboursInFull) {
  Files files{{{"/p/r.txt",
                "--extra-index-url https://a/\n-r a.txt\n-cc.txt\n--requirement /abs.txt\n-r "
                "https://h/r.txt\n"},
               {"/p/a.txt", "torch\n"}},
              {},
              0};
  EXPECT_EQ(files.Read("/p/r.txt").rewritten.value_or("none"),
            "\n--requirement /p/a.txt\n--constraint /p/c.txt\n--requirement /abs.txt\n-r "
            "https://h/r.txt\n");
}

// pip looks for --find-links beside the file first, if it is there.
TEST(RequirementFilesTest, CopiesNameAFolderOfWheelsBesideTheFileInFull) {
  Files files{{{"/proc/r.txt", "-i https://a/\n-f self\n--find-links=self --pre\n"}}, {}, 0};
  EXPECT_EQ(files.Read("/proc/r.txt").rewritten.value_or("none").substr(0, 24),
            "\n--find-links /proc/self");
}

TEST(RequirementFilesTest, CopiesKeepLocalProjectsAndLinksInPlace) {
  Files files{
      {{"/p/r.txt", "-i https://a/\n-e .\n./pkg\n--find-links wheels\n-f ../more\n"}}, {}, 0};
  EXPECT_EQ(files.Read("/p/r.txt").rewritten.value_or("none"),
            "\n-e .\n./pkg\n--find-links wheels\n-f ../more\n");
}

TEST(RequirementFilesTest, ANestedFileWithIndexLinesIsReplacedInItsParent) {
  Files files{{{"/p/r.txt", "numpy\n-r sub/a.txt\n-c c.txt\n"},
               {"/p/sub/a.txt", "-i https://a/\ntorch\n-r b.txt\n"},
               {"/p/sub/b.txt", "torchvision\n"},
               {"/p/c.txt", "x<2\n"}},
              {},
              0};
  const RequirementFile file = files.Read("/p/r.txt");
  EXPECT_EQ(file.index_url.value_or("none"), "https://a/");
  EXPECT_EQ(files.kept, (Names{"\ntorch\n--requirement /p/sub/b.txt\n"}));
  EXPECT_EQ(file.rewritten.value_or("none"),
            "numpy\n--requirement /proc/self/fd/1\n--constraint /p/c.txt\n");
}

RequirementSource Source(std::function<std::optional<FileContent>(const std::string&)> read,
                         absl::StatusOr<std::string> kept) {
  return {std::move(read), [kept](const std::string&) { return kept; },
          [](const std::string&) { return ""; }};
}

absl::StatusCode CodeOf(const std::string& path, const RequirementSource& source) {
  return ReadRequirementFile(path, source).status().code();
}

// pip fails on these too, the older ones by recursing until Python stops them.
TEST(RequirementFilesTest, CyclesAndEndlessNestingAreErrors) {
  for (const char* line : {"-r r.txt\n", "-r ./r.txt\n-r r.txt\n", "-c ../p/r.txt\n"}) {
    const auto read = [&](const std::string&) { return FileContent{line}; };
    EXPECT_EQ(CodeOf("/p/r.txt", Source(read, "/kept")), absl::StatusCode::kInvalidArgument)
        << line;
  }
  int reads = 0;
  const auto deep = [&](const std::string&) {
    return FileContent{"-r r" + std::to_string(++reads) + ".txt\n"};
  };
  EXPECT_EQ(CodeOf("/p/r.txt", Source(deep, "/kept")), absl::StatusCode::kInvalidArgument);
  EXPECT_LE(reads, 33);
}

TEST(RequirementFilesTest, TheSameFileTwiceIsNoCycle) {
  Files files{{{"/r.txt", "-r a.txt\n-r a.txt\n"}, {"/a.txt", "torch\n"}}, {}, 0};
  EXPECT_EQ(files.Read("/r.txt").requirements, (Names{"torch", "torch"}));
}

TEST(RequirementFilesTest, WhatCannotBeReadIsLeftToPip) {
  Files files{{{"/r.txt", "torch\n-r missing.txt\n-r https://h/r.txt\n"}}, {}, 0};
  const RequirementFile file = files.Read("/r.txt");
  EXPECT_EQ(file.requirements, (Names{"torch"}));
  EXPECT_FALSE(file.rewritten);
  EXPECT_FALSE(files.Read("/none.txt").rewritten);
}

TEST(RequirementFilesTest, AFileThatCannotBeKeptIsAnError) {
  const auto read = [](const std::string& name) {
    return FileContent{name == "/r.txt" ? "-r a.txt\n" : "-i https://a/\n"};
  };
  EXPECT_EQ(CodeOf("/r.txt", Source(read, absl::UnavailableError("full"))),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace accel::shim::pip
