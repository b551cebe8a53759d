// SPDX-License-Identifier: Apache-2.0
//
// What one look at an index page costs: a page of torch has thousands of wheels, each with a
// version and tags.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "catalog/embedded.h"
#include "compat/catalog.h"
#include "compat/judge.h"
#include "compat/marker.h"
#include "compat/platform_tags.h"
#include "compat/requirement.h"
#include "compat/specifier.h"
#include "compat/variants.h"
#include "compat/version.h"
#include "compat/wheel_name.h"

namespace accel::compat {
namespace {

v1::Interpreter Cpython312() {
  v1::Interpreter interpreter;
  interpreter.set_implementation("cpython");
  interpreter.set_version("3.12.1");
  interpreter.set_platform("linux-x86_64");
  interpreter.mutable_libc()->set_kind("glibc");
  interpreter.mutable_libc()->set_version("2.36");
  return interpreter;
}

void ParseOneVersion(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(ParseVersion("2.9.1rc2.post1+cu126"));
}
BENCHMARK(ParseOneVersion);

void CompareTwoVersions(benchmark::State& state) {
  const Version a = *ParseVersion("2.9.1+cu126");
  const Version b = *ParseVersion("2.9.1+cu128");
  for (auto _ : state) benchmark::DoNotOptimize(Compare(a, b));
}
BENCHMARK(CompareTwoVersions);

void AskASpecifierSet(benchmark::State& state) {
  const SpecifierSet set = *ParseSpecifierSet(">=2.7,<2.10,!=2.8.*");
  const Version version = *ParseVersion("2.9.1+cu126");
  for (auto _ : state) benchmark::DoNotOptimize(Contains(set, version));
}
BENCHMARK(AskASpecifierSet);

void ParseOneRequirement(benchmark::State& state) {
  const std::string text =
      "nvidia-cublas-cu12==12.6.4.1 ; platform_system == \"Linux\" and platform_machine == "
      "\"x86_64\"";
  for (auto _ : state) benchmark::DoNotOptimize(ParseRequirement(text));
}
BENCHMARK(ParseOneRequirement);

void EvaluateOneMarker(benchmark::State& state) {
  const Marker marker = *ParseMarker("python_version >= '3.8' and platform_system == 'Linux'");
  const MarkerEnvironment environment = {{"python_version", "3.12"}, {"platform_system", "Linux"}};
  for (auto _ : state) benchmark::DoNotOptimize(Evaluate(marker, environment));
}
BENCHMARK(EvaluateOneMarker);

void ParseOneWheelName(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        ParseWheelName("torch-2.9.1+cu126-cp312-cp312-manylinux_2_28_x86_64.whl"));
  }
}
BENCHMARK(ParseOneWheelName);

// The next five are what tests/bench/functions.py asks its peers, too: the same texts, read anew
// each time.
void ParseAndCompareVersions(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(*ParseVersion("2.9.1rc2.post1+cu126") < *ParseVersion("2.9.1+cu128"));
  }
}
BENCHMARK(ParseAndCompareVersions);

void ParseAndAskASpecifierSet(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        Contains(*ParseSpecifierSet(">=2.7,<2.10,!=2.8.*"), *ParseVersion("2.9.1+cu126")));
  }
}
BENCHMARK(ParseAndAskASpecifierSet);

void ParseAndEvaluateAMarker(benchmark::State& state) {
  const MarkerEnvironment environment = {{"python_version", "3.12"}, {"platform_system", "Linux"}};
  for (auto _ : state) {
    benchmark::DoNotOptimize(Evaluate(
        *ParseMarker("python_version >= '3.8' and platform_system == 'Linux'"), environment));
  }
}
BENCHMARK(ParseAndEvaluateAMarker);

v1::Property Values(const char* ns, const char* feature, int from, int to) {
  v1::Property property;
  property.set_namespace_(ns);
  property.set_feature(feature);
  for (int i = from; i < to; ++i) property.add_values("v" + std::to_string(i));
  return property;
}

void OrderThirtyVariants(benchmark::State& state) {
  VariantIndex index;
  index.namespaces = {"nvidia", "x86_64"};
  for (int i = 0; i < 30; ++i) {
    v1::Variant& variant = index.variants.emplace_back();
    variant.set_label("label" + std::to_string(i));
    *variant.add_properties() = Values("nvidia", "sm_arch", i % 10, i % 10 + 3);
    *variant.add_properties() = Values("x86_64", "level", i / 10, i / 10 + 1);
  }
  const std::vector<v1::Property> host = {Values("nvidia", "sm_arch", 0, 12),
                                          Values("x86_64", "level", 0, 4)};
  for (auto _ : state) {
    std::vector<std::string> labels = OrderVariants(index, AxesFor(index, host));
    if (labels.size() != 30) state.SkipWithError("not all of them");
    benchmark::DoNotOptimize(labels);
  }
}
BENCHMARK(OrderThirtyVariants);

// All releases and tags of torch for x86_64, against one machine.
void JudgeEveryTorchBuild(benchmark::State& state) {
  const Catalog catalog = *Catalog::FromBinary(catalog::EmbeddedBytes());
  const v1::Package& torch = *catalog.FindPackage("torch");
  v1::Host host;
  host.mutable_cpu()->set_architecture("x86_64");
  host.mutable_nvidia()->set_version("580.95.05");
  v1::Gpu& gpu = *host.add_gpus();
  gpu.set_vendor(v1::VENDOR_NVIDIA);
  gpu.set_compute_capability("9.0");
  gpu.set_outcome(v1::Probe::OK);
  for (auto _ : state) {
    for (const v1::Release& release : torch.releases()) {
      for (const v1::BuildRow& row : release.builds()) {
        if (row.architecture() == "x86_64")
          benchmark::DoNotOptimize(TagRuns(torch, release.series(), row.tag(), host, {}, catalog));
      }
    }
  }
}
BENCHMARK(JudgeEveryTorchBuild);

void ListTheTagsOfAnInterpreter(benchmark::State& state) {
  const v1::Interpreter interpreter = Cpython312();
  for (auto _ : state) benchmark::DoNotOptimize(SupportedTags(interpreter));
}
BENCHMARK(ListTheTagsOfAnInterpreter);

void AskATagSet(benchmark::State& state) {
  const TagSet set(*SupportedTags(Cpython312()));
  const WheelName wheel =
      *ParseWheelName("torch-2.9.1+cu126-cp311-cp311-manylinux_2_28_x86_64.whl");
  for (auto _ : state) benchmark::DoNotOptimize(set.Supports(wheel));
}
BENCHMARK(AskATagSet);

}  // namespace
}  // namespace accel::compat
