// SPDX-License-Identifier: Apache-2.0
#include "compat/microarchitecture.h"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <tuple>

#include "compat/microarchitecture_table.h"

namespace accel::compat {
namespace {

constexpr char kGeneric[] = "generic";

using Names = std::vector<std::string>;
using Kinds = std::vector<const Microarchitecture*>;

Names Words(std::string_view text) {
  std::istringstream words{std::string(text)};
  return {std::istream_iterator<std::string>(words), {}};
}

bool Has(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const Microarchitecture* FindByName(const std::vector<Microarchitecture>& known,
                                    const std::string& name) {
  const auto found =
      std::find_if(known.begin(), known.end(), [&](const auto& kind) { return kind.name == name; });
  return found == known.end() ? nullptr : &*found;
}

Microarchitecture FromRow(const MicroarchitectureRow& row,
                          const std::vector<Microarchitecture>& known) {
  Microarchitecture kind{std::string(row.name),
                         std::string(row.vendor),
                         std::string(row.part),
                         Words(row.parents),
                         {}};
  for (const std::string& name : Words(row.parents)) {
    const Microarchitecture& parent = *FindByName(known, name);
    kind.features.insert(parent.features.begin(), parent.features.end());
    for (const std::string& ancestor : parent.ancestors) {
      if (!Has(kind.ancestors, ancestor)) kind.ancestors.push_back(ancestor);
    }
  }
  for (const std::string& feature : Words(row.adds)) kind.features.insert(feature);
  for (const std::string& feature : Words(row.drops)) kind.features.erase(feature);
  return kind;
}

const std::vector<Microarchitecture>& Known() {
  static const std::vector<Microarchitecture> known = [] {
    std::vector<Microarchitecture> kinds;
    for (const MicroarchitectureRow& row : MicroarchitectureRows())
      kinds.push_back(FromRow(row, kinds));
    return kinds;
  }();
  return known;
}

// No flag tells one version of the ARM architecture from the next: of the generic kinds archspec
// takes the first alone.
bool Fits(const Microarchitecture& kind, const v1::Cpu& cpu, const std::set<std::string>& flags) {
  const std::string& family = cpu.architecture();
  if (kind.name != family && !Has(kind.ancestors, family)) return false;
  if (kind.vendor != kGeneric && kind.vendor != cpu.vendor()) return false;
  if (kind.vendor == kGeneric && family == "aarch64" && kind.name != family) return false;
  return std::includes(flags.begin(), flags.end(), kind.features.begin(), kind.features.end());
}

// The one with the most ancestors, then features; the first of several. nullptr of none.
const Microarchitecture* Newest(const Kinds& kinds) {
  const auto weight = [](const Microarchitecture* kind) {
    return std::tuple(kind->ancestors.size(), kind->features.size());
  };
  const auto newest =
      std::max_element(kinds.begin(), kinds.end(),
                       [&](const auto* a, const auto* b) { return weight(a) < weight(b); });
  return newest == kinds.end() ? nullptr : *newest;
}

template <typename Wanted>
Kinds Only(const Kinds& kinds, const Wanted& wanted) {
  Kinds some;
  std::copy_if(kinds.begin(), kinds.end(), std::back_inserter(some), wanted);
  return some;
}

// What descends from the best generic kind; among cores of the processor's part, where there are.
const Microarchitecture* ByFlags(const v1::Cpu& cpu) {
  const std::set<std::string> flags(cpu.flags().begin(), cpu.flags().end());
  Kinds fitting;
  for (const Microarchitecture& kind : Known()) {
    if (Fits(kind, cpu, flags)) fitting.push_back(&kind);
  }
  const Microarchitecture* best =
      Newest(Only(fitting, [](const auto* kind) { return kind->vendor == kGeneric; }));
  if (best == nullptr) return nullptr;
  const auto same_part = [&](const auto* kind) {
    return !cpu.part().empty() && kind->part == cpu.part();
  };
  const Kinds same = Only(fitting, same_part);
  const Microarchitecture* own = Newest(Only(same.empty() ? fitting : same, [&](const auto* kind) {
    return Has(kind->ancestors, best->name);
  }));
  return own == nullptr ? best : own;
}

// "x86-64-v3" is x86_64_v3, "armv8.2-a" armv8.2a; nothing above armv8.5a but armv9.0a has a name.
const Microarchitecture* ByLevel(const v1::Cpu& cpu) {
  std::string name = cpu.level();
  if (cpu.architecture() == "aarch64") {
    std::erase(name, '-');
    if (name > "armv8.5a" && name < "armv9") name = "armv8.5a";
  } else {
    std::replace(name.begin(), name.end(), '-', '_');
  }
  const Microarchitecture* kind = FindByName(Known(), name);
  return kind == nullptr ? FindByName(Known(), cpu.architecture()) : kind;
}

}  // namespace

const Microarchitecture* FindMicroarchitecture(const v1::Cpu& cpu) {
  return cpu.flags().empty() ? ByLevel(cpu) : ByFlags(cpu);
}

std::vector<std::string> GenericsOf(const Microarchitecture& kind) {
  Kinds generics;
  if (kind.vendor == kGeneric) generics.push_back(&kind);
  for (const std::string& name : kind.ancestors) {
    const Microarchitecture* ancestor = FindByName(Known(), name);
    if (ancestor->vendor == kGeneric) generics.push_back(ancestor);
  }
  std::stable_sort(generics.begin(), generics.end(), [](const auto* a, const auto* b) {
    return a->ancestors.size() > b->ancestors.size();
  });
  Names names;
  for (const Microarchitecture* generic : generics) names.push_back(generic->name);
  return names;
}

}  // namespace accel::compat
