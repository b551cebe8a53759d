// SPDX-License-Identifier: Apache-2.0
//
// How fast pages of an index are read and rendered: 2 000 wheels, about what torch's own page
// lists.
#include <benchmark/benchmark.h>

#include <string>

#include "shim/gate/render.h"
#include "shim/index/page.h"
#include "shim/index/sha256.h"

namespace {

constexpr int kFiles = 2000;
constexpr char kUrl[] = "https://index.example/whl/torch/";

std::string Name(int i) {
  return "torch-2." + std::to_string(i % 16) + ".1+cu126-cp3" + std::to_string(8 + i % 7) + "-cp3" +
         std::to_string(8 + i % 7) + "-manylinux_2_28_x86_64.whl";
}

std::vector<accel::shim::index::File> Files() {
  std::vector<accel::shim::index::File> files(kFiles);
  for (int i = 0; i < kFiles; ++i) {
    auto& file = files[static_cast<std::size_t>(i)];
    file.filename = Name(i);
    file.url = "https://files.example/whl/cu126/" + file.filename;
    file.url.replace(file.url.find('+'), 1, "%2B");
    file.sha256 = accel::shim::index::Sha256Hex(file.url + std::to_string(i));
    file.metadata_sha256 = file.sha256;
    file.requires_python = ">=3.10";
  }
  return files;
}

std::string Json(const std::vector<accel::shim::index::File>& files) {
  std::string json = R"({"meta":{"api-version":"1.4"},"name":"torch","files":[)";
  for (const auto& file : files) {
    json += R"({"filename":")" + file.filename + R"(","url":")" + file.url +
            R"(","hashes":{"sha256":")" + file.sha256 + R"("},"core-metadata":{"sha256":")" +
            file.sha256 + R"("},"requires-python":">=3.10","size":1,"yanked":false},)";
  }
  json.back() = ']';
  return json + "}";
}

void Parse(benchmark::State& state, const char* type, const std::string& body) {
  for (auto _ : state) {
    auto page = accel::shim::index::ParsePage(type, body, kUrl);
    if (!page.ok() || page->files.size() != kFiles) state.SkipWithError("not read");
    benchmark::DoNotOptimize(page);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}

void ParseHtml(benchmark::State& state) {
  Parse(state, "text/html", accel::shim::gate::RenderPage("torch", Files()));
}

void ParseJson(benchmark::State& state) {
  Parse(state, "application/vnd.pypi.simple.v1+json", Json(Files()));
}

void Render(benchmark::State& state) {
  const auto files = Files();
  for (auto _ : state) {
    benchmark::DoNotOptimize(accel::shim::gate::RenderPage("torch", files));
  }
}

void Sha256(benchmark::State& state) {
  const std::string bytes(1 << 20, 'x');
  for (auto _ : state) benchmark::DoNotOptimize(accel::shim::index::Sha256Hex(bytes));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

BENCHMARK(ParseHtml)->Unit(benchmark::kMillisecond);
BENCHMARK(ParseJson)->Unit(benchmark::kMillisecond);
BENCHMARK(Render)->Unit(benchmark::kMillisecond);
BENCHMARK(Sha256)->Unit(benchmark::kMillisecond);

}  // namespace
