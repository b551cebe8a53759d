// SPDX-License-Identifier: Apache-2.0
//
// Packages beside the PyTorch family: which build, and what pip is given for it.
#include "compat/installation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compat/answer.h"
#include "tests/compat/machines.h"

namespace accel::compat {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::ListTagsResponse Ask(const v1::Host& host, const std::vector<std::string>& asked,
                         const std::string& python = "3.12.1") {
  v1::ListTagsRequest request;
  for (const std::string& text : asked) request.add_requirements(text);
  request.mutable_interpreter()->set_version(python);
  const absl::StatusOr<v1::ListTagsResponse> response = ListTags(request, host, RealCatalog());
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : v1::ListTagsResponse();
}

// What is given to pip, the words of one package joined; a build of accel-shim's as it is named.
std::vector<std::string> Install(const v1::Host& host, const std::vector<std::string>& asked,
                                 const std::string& python = "3.12.1") {
  const v1::ListTagsResponse response = Ask(host, asked, python);
  if (response.has_refusal()) return {"refused: " + response.refusal().message()};
  std::vector<std::string> all;
  for (const v1::Choice& choice : response.choice()) {
    std::string words;
    for (const std::string& word : choice.install()) words += (words.empty() ? "" : " ") + word;
    all.push_back(words.empty() ? choice.package() + " " + choice.version() + "+" + choice.tag()
                                : words);
  }
  return all;
}

TEST(InstallationTest, JaxTakesTheExtraOfTheCudaThatRuns) {
  EXPECT_THAT(Install(Nvidia({"9.0"}, "580.95.05"), {"jax"}), ElementsAre("jax[cuda13]==0.10.2"));
  EXPECT_THAT(Install(Nvidia({"9.0"}, "535.183.01"), {"jax"}), ElementsAre("jax[cuda12]==0.10.2"));
  EXPECT_THAT(Install(Nvidia({"7.0"}, "580.95.05"), {"jax"}), ElementsAre("jax[cuda12]==0.10.2"));
  EXPECT_THAT(Install(NoGpu(), {"jax"}), ElementsAre("jax==0.10.2"));
}

TEST(InstallationTest, ARenamedDistributionIsFoundByAnyOfItsNames) {
  const v1::Host hopper = Nvidia({"9.0"}, "580.95.05");
  EXPECT_THAT(Install(hopper, {"cupy"}), ElementsAre("cupy-cuda13x[ctk]==14.2.0"));
  EXPECT_THAT(Install(hopper, {"cupy-cuda12x<14"}), ElementsAre("cupy-cuda13x==13.6.0"));
  EXPECT_THAT(Install(Nvidia({"6.1"}, "580.95.05"), {"cupy"}),
              ElementsAre("cupy-cuda12x[ctk]==14.2.0"));
}

TEST(InstallationTest, WithoutAGpuTheDistributionForTheCpuIsTaken) {
  EXPECT_THAT(Install(NoGpu(), {"onnxruntime"}), ElementsAre("onnxruntime==1.32.0"));
  EXPECT_THAT(Install(NoGpu(), {"tensorflow"}), ElementsAre("tensorflow-cpu==2.21.0"));
  EXPECT_THAT(Install(NoGpu(), {"cupy"}), ElementsAre(HasSubstr("refused: no build of cupy")));
}

// onnxruntime-gpu 1.31 has neither code for sm_100 nor PTX; 1.26 has PTX.
TEST(InstallationTest, B200GetsTheOnnxruntimeWhoseCodeRunsOnIt) {
  EXPECT_THAT(Install(Nvidia({"9.0"}, "580.95.05"), {"onnxruntime"}),
              ElementsAre("onnxruntime-gpu[cuda,cudnn]==1.31.1"));
  EXPECT_THAT(Install(Nvidia({"10.0"}, "580.95.05"), {"onnxruntime"}),
              ElementsAre("onnxruntime-gpu[cuda,cudnn]==1.26.0"));
}

TEST(InstallationTest, FlashAttentionIsAFileNamedAfterEverythingAroundIt) {
  const v1::Host hopper = Nvidia({"9.0"}, "580.95.05");
  const std::string base =
      "https://github.com/Dao-AILab/flash-attention/releases/download/v2.8.3/flash_attn-2.8.3+";
  EXPECT_THAT(
      Install(hopper, {"torch", "torchvision", "torchaudio", "flash-attn"}),
      ElementsAre("torch 2.10.0+cu130", "torchvision 0.25.0+cu130", "torchaudio 2.10.0+cu130",
                  base + "cu13torch2.10cxx11abiTRUE-cp312-cp312-linux_x86_64.whl"));
  EXPECT_THAT(Install(hopper, {"torch==2.6.0", "flash-attn"}, "3.11"),
              ElementsAre("torch 2.6.0+cu126",
                          base + "cu12torch2.6cxx11abiTRUE-cp311-cp311-linux_x86_64.whl"));
  EXPECT_THAT(Install(hopper, {"torch==2.6.0+cu124", "flash-attn"}),
              ElementsAre("torch 2.6.0+cu124",
                          base + "cu12torch2.6cxx11abiFALSE-cp312-cp312-linux_x86_64.whl"));
}

TEST(InstallationTest, AFollowerThatNeedsANewerGpuThanItsLeaderIsTheOneNamed) {
  EXPECT_THAT(Install(Nvidia({"7.5"}, "580.95.05"), {"torch", "flash-attn"}),
              ElementsAre("refused: no build of flash-attn runs on sm_75 with driver 580.95.05"));
}

TEST(InstallationTest, TheTwoThatCannotLiveTogetherAreNamed) {
  const v1::Host hopper = Nvidia({"9.0"}, "580.95.05");
  EXPECT_THAT(Install(hopper, {"torchvision", "torch==2.15.0", "flash-attn"}),
              ElementsAre("refused: no builds of torch==2.15.0 and flash-attn go together"));
  EXPECT_THAT(Install(hopper, {"vllm==0.33.0", "flash-attn"}),
              ElementsAre("refused: no builds of vllm==0.33.0 and flash-attn go together"));
}

TEST(InstallationTest, CompanionsFollowFromWhatTheyRequire) {
  EXPECT_THAT(Install(Nvidia({"9.0"}, "580.95.05"), {"vllm", "torch"}),
              ElementsAre("vllm==0.33.0", "torch 2.14.0+cu130"));
  EXPECT_THAT(Install(Nvidia({"9.0"}, "580.95.05"), {"cuml", "cudf"}),
              ElementsAre("cuml-cu13==26.10.0", "cudf-cu13==26.10.2"));
}

TEST(InstallationTest, APageOfLinksIsNamedAfterTheLeadersBuild) {
  EXPECT_THAT(Install(Nvidia({"9.0"}, "580.95.05"), {"torch==2.9.1", "torch-scatter"}),
              ElementsAre("torch 2.9.1+cu130",
                          "torch-scatter==2.1.2 --find-links "
                          "https://data.pyg.org/whl/torch-2.9.0+cu130.html"));
  EXPECT_THAT(Install(NoGpu(), {"torch==2.9.1", "torch-scatter"}),
              ElementsAre("torch 2.9.1+cpu",
                          "torch-scatter==2.1.2 --find-links "
                          "https://data.pyg.org/whl/torch-2.9.0+cpu.html"));
}

TEST(InstallationTest, OneIndexWithAnExtraPerDeviceNamesTheDevicesThatAreThere) {
  EXPECT_THAT(Install(Amd({"gfx942"}), {"rocm"}),
              ElementsAre("rocm[device-gfx942]==7.14.0 --index-url "
                          "https://repo.amd.com/rocm/whl-multi-arch/"));
}

TEST(InstallationTest, TheSameVersionOnAnIndexPerTag) {
  EXPECT_THAT(Install(Nvidia({"9.0"}, "580.95.05"), {"llama-cpp-python"}),
              ElementsAre("llama-cpp-python==0.3.36 --index-url "
                          "https://abetlen.github.io/llama-cpp-python/whl/cu130/"));
  EXPECT_THAT(Install(Nvidia({"9.0"}, "580.95.05"), {"llama-cpp-python"}, "3.13.0"),
              ElementsAre("refused: no build of llama-cpp-python is for Python 3.13.0"));
}

TEST(InstallationTest, AFatWheelIsOneFileForEveryMachine) {
  for (const v1::Host& host : {Nvidia({"9.0"}, "580.95.05"), Amd({"gfx942"}), NoGpu()})
    EXPECT_THAT(Install(host, {"bitsandbytes"}), ElementsAre("bitsandbytes==0.50.2"));
}

TEST(InstallationTest, WithoutAPythonItsPlaceInTheFilesNameStaysOpen) {
  EXPECT_THAT(Install(Nvidia({"9.0"}, "580.95.05"), {"flash-attn"}, ""),
              ElementsAre(HasSubstr("cxx11abiTRUE-{python}-{python}-linux_x86_64.whl")));
}

TEST(InstallationTest, FamiliesOfOneRequestShareTheirCudaWhereTheyCan) {
  const v1::Host hopper = Nvidia({"9.0"}, "580.95.05");
  EXPECT_THAT(Install(hopper, {"torch==2.8.0", "cupy"}),
              ElementsAre("torch 2.8.0+cu129", "cupy-cuda12x[ctk]==14.2.0"));
  EXPECT_THAT(Ask(hopper, {"torch==2.8.0", "cupy"}).notes(), IsEmpty());
  EXPECT_THAT(Ask(hopper, {"torch==2.10.0", "onnxruntime==1.26.0"}).notes(),
              ElementsAre(HasSubstr("onnxruntime is for CUDA 12")));
}

TEST(InstallationTest, NothingAnswersForATpu) {
  v1::ExplainRequest request;
  request.set_package("jax");
  request.set_tag("tpu");
  const absl::StatusOr<v1::ExplainResponse> response = Explain(request, NoGpu(), RealCatalog());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->verdict().outcome(), v1::Verdict::INCOMPATIBLE);
}

}  // namespace
}  // namespace accel::compat
