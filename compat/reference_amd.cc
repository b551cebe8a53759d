// SPDX-License-Identifier: Apache-2.0
#include "compat/reference_amd.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "compat/property_list.h"

namespace accel::compat {
namespace {

constexpr const char* kBootstrapTargets[] = {
    "gfx900",  "gfx902",  "gfx904",  "gfx906",  "gfx908",  "gfx909",  "gfx90a",
    "gfx90c",  "gfx942",  "gfx950",  "gfx1010", "gfx1011", "gfx1012", "gfx1013",
    "gfx1030", "gfx1031", "gfx1032", "gfx1033", "gfx1034", "gfx1035", "gfx1036",
    "gfx1100", "gfx1101", "gfx1102", "gfx1103", "gfx1150", "gfx1151", "gfx1152",
    "gfx1153", "gfx1200", "gfx1201", "gfx1250", "gfx1251"};

// By the folder of KFD that they were read in, where "10" stands before "2"; without those that
// only the catalogue has a target for.
std::vector<const v1::Gpu*> InOrderOfNodeNames(const v1::Host& host) {
  std::vector<const v1::Gpu*> gpus;
  for (const v1::Gpu& gpu : host.gpus()) {
    if (!gpu.gfx().empty() && !gpu.evidence().starts_with("catalogue:")) gpus.push_back(&gpu);
  }
  std::stable_sort(gpus.begin(), gpus.end(), [](const v1::Gpu* a, const v1::Gpu* b) {
    return a->evidence() < b->evidence();
  });
  return gpus;
}

}  // namespace

void AddAmd(const v1::Host& host, std::vector<v1::Property>& out) {
  const std::string& rocm = host.amd().rocm_version();
  if (rocm.empty()) return;
  std::set<std::string> targets;
  for (const v1::Gpu& gpu : host.gpus()) {
    if (!gpu.gfx().empty() && gpu.outcome() == v1::Probe::OK) targets.insert(gpu.gfx());
  }
  AddList("amd", "gfx_arch", {targets.begin(), targets.end()}, out);
  AddList("amd", "rocm_version", {rocm.substr(0, rocm.find('.', rocm.find('.') + 1))}, out);
}

void AddRocmBootstrap(const v1::Host& host, std::vector<v1::Property>& out) {
  const std::set<std::string> known(std::begin(kBootstrapTargets), std::end(kBootstrapTargets));
  std::vector<std::string> targets;
  for (const v1::Gpu* gpu : InOrderOfNodeNames(host)) {
    if (!known.contains(gpu->gfx())) return;
    if (std::find(targets.begin(), targets.end(), gpu->gfx()) == targets.end())
      targets.push_back(gpu->gfx());
  }
  AddList("amd", "gfx_arch", targets, out);
}

}  // namespace accel::compat
