// SPDX-License-Identifier: Apache-2.0
//
// What PEP 825 adds to the markers: names of what a wheel variant was built for.
#include "compat/ascii.h"
#include "compat/marker.h"
#include "compat/marker_node.h"

namespace accel::compat {
namespace {

constexpr std::string_view kSeparator = " :: ";
constexpr std::string_view kBareSeparator = "::";

void AddName(const std::string& name, std::string& names) {
  names += (names.empty() ? "" : ",") + name;
}

}  // namespace

bool IsVariantSet(std::string_view variable) {
  return variable == "variant_namespaces" || variable == "variant_features" ||
         variable == "variant_properties";
}

std::string NormalizeVariantName(std::string_view set, std::string_view name) {
  if (set == "variant_namespaces") return std::string(name);
  std::string normal;
  for (std::size_t end = name.find(kBareSeparator); end != std::string_view::npos;
       end = name.find(kBareSeparator)) {
    normal.append(Trim(name.substr(0, end))).append(kSeparator);
    name.remove_prefix(end + kBareSeparator.size());
  }
  return normal.append(Trim(name));
}

MarkerEnvironment MarkersOf(const v1::Variant& variant) {
  std::string namespaces, features, properties;
  for (const v1::Property& property : variant.properties()) {
    const std::string feature =
        property.namespace_() + std::string(kSeparator) + property.feature();
    AddName(property.namespace_(), namespaces);
    AddName(feature, features);
    for (const std::string& value : property.values())
      AddName(feature + std::string(kSeparator) + value, properties);
  }
  return {{"variant_namespaces", namespaces},
          {"variant_features", features},
          {"variant_properties", properties},
          {"variant_label", variant.label()}};
}

}  // namespace accel::compat
