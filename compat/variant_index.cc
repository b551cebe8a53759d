// SPDX-License-Identifier: Apache-2.0
#include "compat/variant_index.h"

#include <simdjson.h>

#include <algorithm>
#include <set>

#include "compat/ascii.h"
#include "compat/marker.h"
#include "compat/printable.h"

namespace accel::compat {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

bool IsName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (IsLetterOrDigit(c) && !IsUpper(c)) || c == '_';
  });
}

// Values and labels: the same, and dots.
bool IsValue(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (IsLetterOrDigit(c) && !IsUpper(c)) || c == '_' || c == '.';
  });
}

// Reads one document; every error names the file and the key.
class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  absl::StatusOr<VariantIndex> Read(std::string_view json) {
    if (json.empty()) return Wrong("it is no JSON object", "it is empty");
    simdjson::dom::parser parser;
    object root;
    if (const simdjson::error_code error = parser.parse(json.data(), json.size()).get(root))
      return Wrong("it is no JSON object", simdjson::error_message(error));
    ACCEL_RETURN_IF_ERROR(CheckSchema(root));
    ACCEL_RETURN_IF_ERROR(ReadPriorities(root));
    ACCEL_RETURN_IF_ERROR(ReadProviders(root));
    ACCEL_RETURN_IF_ERROR(ReadVariants(root));
    return std::move(index_);
  }

 private:
  absl::Status Wrong(const std::string& what, std::string_view key) const {
    return InvalidArgument(file_ + ": " + what + ": " + PrintSafe(key) +
                           "; its variant wheels are not used");
  }

  // ".../v0.1.1.json"
  absl::Status CheckSchema(const object& root) const {
    std::string_view schema;
    if (root["$schema"].get(schema) != simdjson::SUCCESS) return Wrong("lacks", "$schema");
    std::string_view version = schema.substr(std::min(schema.rfind('/') + 1, schema.size()));
    if (version.starts_with('v')) version.remove_prefix(1);
    if (version.starts_with("0.")) return absl::OkStatus();
    return Wrong("a schema that this version of accel does not read", schema);
  }

  template <typename IsOne>
  absl::StatusOr<std::vector<std::string>> ReadList(const element& value, std::string_view key,
                                                    IsOne is_one) const {
    array list;
    if (value.get(list) != simdjson::SUCCESS) return Wrong("no list", key);
    std::vector<std::string> texts;
    for (const element one : list) {
      std::string_view text;
      if (one.get(text) != simdjson::SUCCESS || !is_one(text))
        return Wrong("holds what may not be there", key);
      if (std::find(texts.begin(), texts.end(), text) != texts.end())
        return Wrong("holds " + std::string(text) + " twice", key);
      texts.emplace_back(text);
    }
    if (texts.empty()) return Wrong("empty", key);
    return texts;
  }

  // {"feature": ["value", …]} of one namespace.
  absl::StatusOr<std::vector<v1::Property>> ReadFeatures(const std::string& ns,
                                                         const element& value) const {
    object features;
    if (!IsName(ns)) return Wrong("no name of a namespace", ns);
    if (value.get(features) != simdjson::SUCCESS) return Wrong("no object", ns);
    std::vector<v1::Property> properties;
    std::set<std::string> seen;
    for (const auto& [key, list] : features) {
      const std::string feature(key);
      if (!IsName(feature) || !seen.insert(feature).second)
        return Wrong("no name of a feature, or twice there", ns + " :: " + feature);
      ACCEL_ASSIGN_OR_RETURN(const std::vector<std::string> values,
                             ReadList(list, ns + " :: " + feature, &IsValue));
      v1::Property& property = properties.emplace_back();
      property.set_namespace_(ns);
      property.set_feature(feature);
      property.mutable_values()->Add(values.begin(), values.end());
    }
    return properties;
  }

  // `read` on the object at `key`, where there is one.
  template <typename Read>
  absl::Status ReadObjectAt(const object& from, std::string_view key, Read read) const {
    element value;
    object found;
    if (from[key].get(value) != simdjson::SUCCESS) return absl::OkStatus();
    if (value.get(found) != simdjson::SUCCESS) return Wrong("no object", key);
    return read(found);
  }

  // {"namespace": {"feature": ["value", …]}}
  absl::Status ReadTree(const object& tree, std::vector<v1::Property>& properties) const {
    for (const auto& [ns, features] : tree) {
      ACCEL_ASSIGN_OR_RETURN(const std::vector<v1::Property> read,
                             ReadFeatures(std::string(ns), features));
      properties.insert(properties.end(), read.begin(), read.end());
    }
    return absl::OkStatus();
  }

  absl::Status ReadPriorities(const object& root) {
    element namespaces;
    if (root["default-priorities"]["namespace"].get(namespaces) != simdjson::SUCCESS)
      return Wrong("lacks", "default-priorities.namespace");
    ACCEL_ASSIGN_OR_RETURN(index_.namespaces,
                           ReadList(namespaces, "default-priorities.namespace", &IsName));
    const object priorities = root["default-priorities"];
    ACCEL_RETURN_IF_ERROR(
        ReadObjectAt(priorities, "feature", [&](const object& features) -> absl::Status {
          for (const auto& [ns, list] : features) {
            ACCEL_ASSIGN_OR_RETURN(index_.features[std::string(ns)],
                                   ReadList(list, "default-priorities.feature", &IsName));
          }
          return absl::OkStatus();
        }));
    return ReadObjectAt(priorities, "property",
                        [&](const object& tree) { return ReadTree(tree, index_.values); });
  }

  absl::Status ReadProviders(const object& root) {
    ACCEL_RETURN_IF_ERROR(ReadObjectAt(root, "static-properties", [&](const object& tree) {
      return ReadTree(tree, index_.fixed);
    }));
    return ReadObjectAt(root, "providers", [&](const object& providers) -> absl::Status {
      for (const auto& [key, value] : providers) {
        object entry;
        const std::string ns(key);
        if (value.get(entry) != simdjson::SUCCESS) return Wrong("no object", "providers." + ns);
        ACCEL_RETURN_IF_ERROR(ReadProvider(ns, entry));
      }
      return absl::OkStatus();
    });
  }

  absl::Status ReadProvider(const std::string& ns, const object& entry) {
    VariantProvider& provider = index_.providers[ns];
    std::string_view marker;
    if (entry["enable-if"].get(marker) == simdjson::SUCCESS) provider.enable_if = marker;
    if (!marker.empty() && !ParseMarker(marker).ok())
      return Wrong("no marker", "providers." + ns + ".enable-if");
    bool optional = false;
    if (entry["optional"].get(optional) == simdjson::SUCCESS) provider.optional = optional;
    element fixed, order;
    if (entry["static-properties"].get(fixed) == simdjson::SUCCESS) {
      ACCEL_ASSIGN_OR_RETURN(const std::vector<v1::Property> read, ReadFeatures(ns, fixed));
      index_.fixed.insert(index_.fixed.end(), read.begin(), read.end());
    }
    if (entry["feature-order"].get(order) == simdjson::SUCCESS) {
      ACCEL_ASSIGN_OR_RETURN(index_.features[ns],
                             ReadList(order, "providers." + ns + ".feature-order", &IsName));
    }
    return absl::OkStatus();
  }

  absl::Status ReadVariants(const object& root) {
    object variants;
    if (root["variants"].get(variants) != simdjson::SUCCESS) return Wrong("lacks", "variants");
    std::set<std::string> labels;
    for (const auto& [key, value] : variants) {
      v1::Variant& variant = index_.variants.emplace_back();
      variant.set_label(std::string(key));
      object tree;
      if (!IsValue(key) || value.get(tree) != simdjson::SUCCESS)
        return Wrong("no label with its properties", key);
      if (!labels.insert(variant.label()).second) return Wrong("holds a label twice", key);
      std::vector<v1::Property> properties;
      ACCEL_RETURN_IF_ERROR(ReadTree(tree, properties));
      variant.mutable_properties()->Add(properties.begin(), properties.end());
      ACCEL_RETURN_IF_ERROR(CheckVariant(variant));
    }
    return absl::OkStatus();
  }

  // Namespaces have a place in the order; only the null variant has no properties.
  absl::Status CheckVariant(const v1::Variant& variant) const {
    for (const v1::Property& property : variant.properties()) {
      const std::string& ns = property.namespace_();
      if (ns == kAbiDependency) continue;
      if (std::find(index_.namespaces.begin(), index_.namespaces.end(), ns) ==
          index_.namespaces.end())
        return Wrong("default-priorities.namespace lacks", ns);
    }
    const bool is_null = variant.label() == kNullLabel || variant.label() == "00000000";
    if (is_null == variant.properties().empty()) return absl::OkStatus();
    return Wrong(is_null ? "the null variant has properties" : "a variant without properties",
                 variant.label());
  }

  std::string file_;
  VariantIndex index_;
};

}  // namespace

absl::StatusOr<VariantIndex> ParseVariantIndex(std::string_view json, const std::string& file) {
  return Reader(file).Read(json);
}

}  // namespace accel::compat
