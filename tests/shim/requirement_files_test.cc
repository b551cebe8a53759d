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
    source.read = [this](const std::string& name) -> absl::StatusOr<FileContent> {
      ++reads;
      const auto found = content.find(name);
      if (found == content.end()) return compat::NotFound(name);
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

// What pip gets to read in place of a file.
std::string Copy(const Names& lines) {
  std::string copy = "# coding: utf-8\n";
  for (const std::string& line : lines) copy += line + "\n\n";
  return copy;
}

TEST(RequirementFilesTest, PlainFilesAreLeftToPip) {
  const std::pair<const char*, Names> kCases[] = {
      {"torch\nnumpy\n", {"torch", "numpy"}},
      {"torch", {"torch"}},
      {"# torch\n  # torch\n\n   \n", {}},
      {"torch>=2 # why\n", {"torch>=2"}},
      {"x @ https://a/x.whl#sha256=1\n", {"x @ https://a/x.whl#sha256=1"}},
      {"  torch  \n", {"torch"}},
      {"torch==2.9.1 \\\n  --hash=sha256:1 \\\n  --hash=sha256:2\nnumpy\n",
       {"torch==2.9.1", "numpy"}},
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

// Whatever another reader might take another way is spelled out in a copy.
TEST(RequirementFilesTest, OtherFilesAreReadAsPipReadsThemAndCopied) {
  const std::pair<std::string, Names> kCases[] = {
      {"torch\r\nnumpy\r\n", {"torch", "numpy"}},
      {"torch \\\n>=2\n", {"torch >=2"}},
      {"torch\\", {"torch"}},
      {"\xEF\xBB\xBFtorch\n", {"torch"}},
      {"torch\vnumpy\xE2\x80\xA8triton", {"torch", "numpy", "triton"}},
      {"\xC2\xA0torch", {"torch"}},
      {"./\xC3\xA9", {"./\xC3\xA9"}},
  };
  for (const auto& [content, expected] : kCases) {
    Files files{{{"/p/r.txt", content}}, {}, 0};
    const RequirementFile file = files.Read("/p/r.txt");
    EXPECT_EQ(file.requirements, expected) << content;
    EXPECT_EQ(file.rewritten, Copy(expected)) << content;
  }
}

// Each of these hides an index from a reader that is not quite pip's.
TEST(RequirementFilesTest, NoSpellingHidesAnIndex) {
  for (const std::string content :
       {"\xEF\xBB\xBF--extra-index-url https://e/", "# x\r--extra-index-url https://e/",
        "# x\f--extra-index-url https://e/", "# x\xE2\x80\xA9--extra-index-url https://e/",
        "\xC2\xA0--extra-index-url https://e/", "-\\\n-extra-index-url https://e/",
        "--extra\\-index-url https://e/", "--extra-index-\\\nurl https://e/", "--ex https://e/",
        "--ex'tra-index-url' https://e/"}) {
    Files files{{{"/r.txt", content}}, {}, 0};
    const RequirementFile file = files.Read("/r.txt");
    EXPECT_EQ(file.extra_index_urls, (Names{"https://e/"})) << content;
    EXPECT_EQ(file.rewritten, Copy({})) << content;
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
  EXPECT_EQ(file.rewritten, Copy({"torch", "--requirement /proc/self/fd/1"}));
  EXPECT_EQ(files.kept, (Names{Copy({"numpy"})}));
}

// pip install -r <(generate)
TEST(RequirementFilesTest, APipeIsReadOnceAndPipGetsTheCopy) {
  Files files{{{"/dev/fd/63", "torch\nnumpy\n"}}, {}, 0};
  EXPECT_EQ(files.Read("/dev/fd/63").rewritten, Copy({"torch", "numpy"}));
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
  for (const char* line :
       {"--index-url https://a/", "-i https://a/", "-ihttps://a/", "--index-url=https://a/",
        "--pypi-url https://a/", "--index-url \"https://a/\"", "-i 'https://a/'\t# mine",
        "--index-url \\\n https://a/"}) {
    Files files{{{"/r.txt", std::string(line) + "\ntorch\n"}}, {}, 0};
    const RequirementFile file = files.Read("/r.txt");
    EXPECT_EQ(file.index_url.value_or("none"), "https://a/") << line;
    EXPECT_EQ(file.rewritten.value_or("none"), Copy({"torch"})) << line;
    EXPECT_EQ(file.requirements, (Names{"torch"})) << line;
  }
}

// An index beside a requirement or a project is nothing to pip, which heeds --hash alone there.
TEST(RequirementFilesTest, OptionsCountWhereTheyCountForPip) {
  Files files{{{"/r.txt",
                "torch --extra-index-url https://e/ --hash=sha256:1\n-e . -i https://e/\n-r a.txt "
                "-i https://e/\n"},
               {"/a.txt", "\tnumpy\n"}},
              {},
              0};
  const RequirementFile file = files.Read("/r.txt");
  EXPECT_FALSE(file.index_url);
  EXPECT_TRUE(file.extra_index_urls.empty());
  EXPECT_FALSE(file.rewritten);
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
  EXPECT_EQ(file.rewritten.value_or("none"), Copy({"--no-index"}));
}

TEST(RequirementFilesTest, CopiesNameTheirNeighboursInFull) {
  Files files{{{"/p q/r.txt",
                "--extra-index-url https://a/\n-r a.txt\n-cc.txt\n--requirement /abs.txt\n-r "
                "file:///p%20q/a.txt\n"},
               {"/p q/a.txt", "torch\n"},
               {"/p q/c.txt", ""},
               {"/abs.txt", ""}},
              {},
              0};
  EXPECT_EQ(files.Read("/p q/r.txt").rewritten.value_or("none"),
            Copy({"--requirement '/p q/a.txt'", "--constraint '/p q/c.txt'",
                  "--requirement /abs.txt", "--requirement /proc/self/fd/1"}));
}

// pip looks for --find-links beside the file first, if it is there.
TEST(RequirementFilesTest, CopiesNameAFolderOfWheelsBesideTheFileInFull) {
  Files files{{{"/proc/r.txt", "-i https://a/\n-f self\n--find-links=self --pre\n"}}, {}, 0};
  EXPECT_EQ(files.Read("/proc/r.txt").rewritten.value_or("none"),
            Copy({"--find-links /proc/self", "--find-links /proc/self --pre"}));
}

TEST(RequirementFilesTest, CopiesKeepLocalProjectsAndLinksInPlace) {
  Files files{
      {{"/p/r.txt", "-i https://a/\n-e .\n./pkg\n--find-links wheels\n-f ../more\n"}}, {}, 0};
  EXPECT_EQ(files.Read("/p/r.txt").rewritten.value_or("none"),
            Copy({"-e .", "./pkg", "--find-links wheels", "-f ../more"}));
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
  EXPECT_EQ(files.kept, (Names{Copy({"torch", "--requirement /p/sub/b.txt"})}));
  EXPECT_EQ(file.rewritten.value_or("none"),
            Copy({"numpy", "--requirement /proc/self/fd/1", "--constraint /p/c.txt"}));
}

RequirementSource Source(std::function<absl::StatusOr<FileContent>(const std::string&)> read,
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

// pip must not read what we did not.
TEST(RequirementFilesTest, WhatCannotBeReadIsAnError) {
  const auto read = [](const std::string& name) -> absl::StatusOr<FileContent> {
    if (name == "/r.txt") return FileContent{"torch\n-r missing.txt\n"};
    return compat::NotFound(name);
  };
  EXPECT_EQ(CodeOf("/r.txt", Source(read, "/kept")), absl::StatusCode::kNotFound);
  for (const std::string content :
       {"\xFF\xFEt\0o", "torch \xE9", "--in https://a/", "-i 'https://a/"}) {
    const auto bad = [&](const std::string&) { return FileContent{content}; };
    const absl::Status status = ReadRequirementFile("/r.txt", Source(bad, "/kept")).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << content;
    EXPECT_NE(compat::Message(status).find("/r.txt: line 1: "), std::string::npos) << status;
  }
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
