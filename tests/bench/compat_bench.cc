// SPDX-License-Identifier: Apache-2.0
//
// What one look at an index page costs: a page of torch has thousands of wheels, each with a
// version and tags.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "compat/marker.h"
#include "compat/platform_tags.h"
#include "compat/requirement.h"
#include "compat/specifier.h"
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
