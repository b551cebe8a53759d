// SPDX-License-Identifier: Apache-2.0
#include "compat/variants.h"

#include <algorithm>
#include <utility>

namespace accel::compat {
namespace {

using Values = google::protobuf::RepeatedPtrField<std::string>;

template <typename List>
std::size_t PlaceIn(const List& list, const std::string& text) {
  const auto at = std::find(list.begin(), list.end(), text);
  return at == list.end() ? kMissing : static_cast<std::size_t>(at - list.begin());
}

bool IsSame(const v1::Property& a, const v1::Property& b) {
  return a.namespace_() == b.namespace_() && a.feature() == b.feature();
}

const v1::Property* Find(const std::vector<v1::Property>& properties, const v1::Property& like) {
  const auto found = std::find_if(properties.begin(), properties.end(),
                                  [&](const v1::Property& one) { return IsSame(one, like); });
  return found == properties.end() ? nullptr : &*found;
}

// The place of the best of `values` on the axis.
std::size_t BestPlace(const Values& values, const v1::Property& axis) {
  std::size_t best = kMissing;
  for (const std::string& value : values) best = std::min(best, PlaceIn(axis.values(), value));
  return best;
}

// Those that the document puts first in its order, then the others in theirs.
void PutFirst(const Values& first, v1::Property& axis) {
  std::stable_sort(axis.mutable_values()->begin(), axis.mutable_values()->end(),
                   [&](const std::string& a, const std::string& b) {
                     return PlaceIn(first, a) < PlaceIn(first, b);
                   });
}

// A Python that nobody named may be any.
bool AsksUnknownPython(const std::string& marker, const MarkerEnvironment& environment) {
  const auto python = environment.find("python_version");
  return marker.find("python") != std::string::npos &&
         (python == environment.end() || python->second.empty());
}

// What a namespace supports: as the document says, else as the machine does.
std::vector<v1::Property> Supported(const std::string& ns, const VariantIndex& index,
                                    const std::vector<v1::Property>& host) {
  std::vector<v1::Property> supported;
  for (const std::vector<v1::Property>* source : {&index.fixed, &host}) {
    for (const v1::Property& property : *source) {
      if (property.namespace_() == ns) supported.push_back(property);
    }
    if (!supported.empty()) break;
  }
  return supported;
}

struct Ranked {
  const v1::Variant* variant;
  std::vector<std::size_t> places;
  bool supported = true;  // on the first axis of each of its features
};

Ranked Rank(const v1::Variant& variant, const std::vector<v1::Property>& axes) {
  Ranked ranked{&variant, std::vector<std::size_t>(axes.size(), kMissing)};
  for (const v1::Property& property : variant.properties()) {
    std::size_t first = kMissing;
    for (std::size_t i = axes.size(); i-- > 0;) {
      if (!IsSame(property, axes[i])) continue;
      first = BestPlace(property.values(), axes[i]);
      ranked.places[i] = std::min(ranked.places[i], first);
    }
    ranked.supported = ranked.supported && first != kMissing;
  }
  return ranked;
}

}  // namespace

bool Answers(const std::string& ns, const VariantIndex& index, const ProviderChoice& choice) {
  const auto found = index.providers.find(ns);
  if (found == index.providers.end()) return true;
  const VariantProvider& provider = found->second;
  if (provider.optional && !choice.asked.contains(ns)) return false;
  if (provider.enable_if.empty() || choice.environment.empty() ||
      AsksUnknownPython(provider.enable_if, choice.environment))
    return true;
  const absl::StatusOr<Marker> marker = ParseMarker(provider.enable_if);
  return marker.ok() && Evaluate(*marker, choice.environment);
}

std::vector<v1::Property> AxesFor(const VariantIndex& index, const std::vector<v1::Property>& host,
                                  const ProviderChoice& choice) {
  std::vector<v1::Property> axes;
  for (const std::string& ns : index.namespaces) {
    if (!Answers(ns, index, choice)) continue;
    std::vector<v1::Property> supported = Supported(ns, index, host);
    if (const auto first = index.features.find(ns); first != index.features.end()) {
      std::stable_sort(supported.begin(), supported.end(), [&](const auto& a, const auto& b) {
        return PlaceIn(first->second, a.feature()) < PlaceIn(first->second, b.feature());
      });
    }
    for (v1::Property& axis : supported) {
      if (const v1::Property* first = Find(index.values, axis); first != nullptr)
        PutFirst(first->values(), axis);
      axes.push_back(std::move(axis));
    }
  }
  std::vector<v1::Property> versions = Supported(kAbiDependency, {}, host);
  std::stable_sort(versions.begin(), versions.end(),
                   [](const auto& a, const auto& b) { return a.feature() < b.feature(); });
  axes.insert(axes.end(), versions.begin(), versions.end());
  return axes;
}

std::vector<std::size_t> RankVector(const v1::Variant& variant,
                                    const std::vector<v1::Property>& axes) {
  return Rank(variant, axes).places;
}

bool IsSupported(const v1::Variant& variant, const std::vector<v1::Property>& axes) {
  return Rank(variant, axes).supported;
}

std::vector<std::string> OrderVariants(const VariantIndex& index,
                                       const std::vector<v1::Property>& axes) {
  std::vector<Ranked> ranked;
  ranked.reserve(index.variants.size());
  for (const v1::Variant& variant : index.variants) {
    if (Ranked one = Rank(variant, axes); one.supported) ranked.push_back(std::move(one));
  }
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    return a.places != b.places ? a.places < b.places : a.variant->label() < b.variant->label();
  });
  std::vector<std::string> labels;
  labels.reserve(ranked.size());
  for (const Ranked& one : ranked) labels.push_back(one.variant->label());
  return labels;
}

}  // namespace accel::compat
