// SPDX-License-Identifier: Apache-2.0
#include "compat/reference_cpu.h"

#include <set>
#include <string>

#include "compat/microarchitecture.h"
#include "compat/processor.h"
#include "compat/property_list.h"

namespace accel::compat {
namespace {

void AddFeatures(const std::string& ns, const std::set<std::string>& features,
                 std::vector<v1::Property>& out) {
  for (const char* name : FeaturesOf(ns)) {
    if (features.contains(name)) AddList(ns, name, {"on"}, out);
  }
}

void AddX86(const Microarchitecture& kind, std::vector<v1::Property>& out) {
  const std::string generic = GenericsOf(kind).front();
  if (!generic.starts_with("x86_64_v")) return;
  std::vector<std::string> levels;
  for (char level = generic.back(); level >= '1'; --level)
    levels.push_back(std::string("v") + level);
  std::set<std::string> features = kind.features;
  if (features.contains("ssse3")) features.insert("sse3");
  AddList("x86_64", "level", levels, out);
  AddFeatures("x86_64", features, out);
}

// "armv8.2a": 8.2a, 8.1a, 8a. Of 9.0 the one below is 8.5.
void AddArm(const Microarchitecture& kind, std::vector<v1::Property>& out) {
  std::vector<std::string> versions;
  for (const std::string& name : GenericsOf(kind))
    versions.push_back(name == "aarch64" ? "8a" : name.substr(4));
  AddList("aarch64", "version", versions, out);
  AddFeatures("aarch64", kind.features, out);
}

}  // namespace

void AddProcessor(const v1::Cpu& cpu, std::vector<v1::Property>& out) {
  const Microarchitecture* kind = FindMicroarchitecture(cpu);
  if (kind == nullptr) return;
  if (cpu.architecture() == "x86_64") AddX86(*kind, out);
  if (cpu.architecture() == "aarch64") AddArm(*kind, out);
}

}  // namespace accel::compat
