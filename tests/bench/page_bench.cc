// SPDX-License-Identifier: Apache-2.0
//
// How fast pages of an index are read and rendered: 2 000 wheels, about what torch's own page
// lists; and pages of about 10 MB, which are written to the
// files that ACCEL_BENCH_HTML and ACCEL_BENCH_JSON name, for tests/bench/functions.py to give to
// pip.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "shim/gate/render.h"
#include "shim/index/page.h"
#include "shim/index/sha256.h"

namespace {

constexpr int kFiles = 2000, kManyFiles = 27000;
constexpr char kUrl[] = "https://index.example/whl/torch/";

std::string Name(int i) {
  return "torch-2." + std::to_string(i % 16) + ".1+cu126-cp3" + std::to_string(8 + i % 7) + "-cp3" +
         std::to_string(8 + i % 7) + "-manylinux_2_28_x86_64.whl";
}

std::vector<accel::shim::index::File> Files(int count = kFiles) {
  std::vector<accel::shim::index::File> files(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
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

void Parse(benchmark::State& state, const char* type, const std::string& body,
           std::size_t count = kFiles) {
  for (auto _ : state) {
    auto page = accel::shim::index::ParsePage(type, body, kUrl);
    if (!page.ok() || page->files.size() != count) state.SkipWithError("not read");
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

// The body of a page as pip is given it, too.
std::string TenMegabytes(const char* variable, std::string made) {
  if (const char* file = std::getenv(variable)) std::ofstream(file) << made;
  return made;
}

void ParseTenMegabytesOfHtml(benchmark::State& state) {
  Parse(state, "text/html",
        TenMegabytes("ACCEL_BENCH_HTML", accel::shim::gate::RenderPage("torch", Files(kManyFiles))),
        kManyFiles);
}

void ParseTenMegabytesOfJson(benchmark::State& state) {
  Parse(state, "application/vnd.pypi.simple.v1+json",
        TenMegabytes("ACCEL_BENCH_JSON", Json(Files(kManyFiles))), kManyFiles);
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
BENCHMARK(ParseTenMegabytesOfHtml)->Unit(benchmark::kMillisecond);
BENCHMARK(ParseTenMegabytesOfJson)->Unit(benchmark::kMillisecond);
BENCHMARK(Render)->Unit(benchmark::kMillisecond);
BENCHMARK(Sha256)->Unit(benchmark::kMillisecond);

}  // namespace
