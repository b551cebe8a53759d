// SPDX-License-Identifier: Apache-2.0
//
// An index document of variant wheels: what is accepted keeps PEP 825's rules, and every machine
// gets its variants in one order.
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compat/printable.h"
#include "compat/variants.h"
#include "tests/fuzz/require.h"

namespace {

using accel::compat::VariantIndex;
using accel::fuzz::Require;
using accel::v1::Property;
using accel::v1::Variant;

bool IsWritten(std::string_view text, std::string_view more) {
  const std::string allowed = "abcdefghijklmnopqrstuvwxyz0123456789_" + std::string(more);
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

void CheckProperty(const Property& property) {
  Require(IsWritten(property.namespace_(), "") && IsWritten(property.feature(), ""),
          "a namespace and a feature have names");
  const std::set<std::string> values(property.values().begin(), property.values().end());
  Require(!values.empty() && values.size() == static_cast<std::size_t>(property.values_size()),
          "a feature has values, each once");
  for (const std::string& value : values) Require(IsWritten(value, "."), "a value is one");
}

void CheckVariant(const Variant& variant, const VariantIndex& index) {
  Require(IsWritten(variant.label(), "."), "a label is one");
  const bool is_null =
      variant.label() == accel::compat::kNullLabel || variant.label() == "00000000";
  Require(is_null == variant.properties().empty(), "the null variant alone has no properties");
  for (const Property& property : variant.properties()) {
    CheckProperty(property);
    const std::string& ns = property.namespace_();
    Require(ns == accel::compat::kAbiDependency ||
                std::count(index.namespaces.begin(), index.namespaces.end(), ns) == 1,
            "a namespace has one place in the order");
  }
}

std::set<std::string> Providers(const VariantIndex& index) {
  std::set<std::string> names;
  for (const auto& [name, provider] : index.providers) names.insert(name);
  return names;
}

std::vector<const Variant*> Running(const VariantIndex& index, const std::vector<Property>& axes) {
  std::vector<const Variant*> running;
  for (const Variant& variant : index.variants) {
    const bool runs = accel::compat::IsSupported(variant, axes);
    Require(runs || !variant.properties().empty(), "the null variant runs everywhere");
    if (runs) running.push_back(&variant);
  }
  return running;
}

// On a machine that supports `host`.
void CheckOrder(const VariantIndex& index, const std::vector<Property>& host) {
  const std::vector<Property> axes = accel::compat::AxesFor(index, host, {Providers(index), {}});
  std::vector<const Variant*> running = Running(index, axes);
  const auto rank = [&](const Variant* one) {
    return std::pair(accel::compat::RankVector(*one, axes), one->label());
  };
  std::sort(running.begin(), running.end(),
            [&](const Variant* a, const Variant* b) { return rank(a) < rank(b); });
  const std::vector<std::string> labels = accel::compat::OrderVariants(index, axes);
  const auto same = [](const Variant* one, const std::string& label) {
    return one->label() == label;
  };
  Require(std::equal(running.begin(), running.end(), labels.begin(), labels.end(), same),
          "what runs is listed once, the better first");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto index = accel::compat::ParseVariantIndex(accel::fuzz::Text(data, size), "x.json");
  if (!index.ok()) {
    const std::string message(accel::compat::Message(index.status()));
    Require(message.starts_with("x.json: "), "a message names the file");
    Require(accel::compat::PrintSafe(message) == message, "a message can be printed as it is");
    return 0;
  }
  std::vector<Property> everything;
  for (const Property& property : index->fixed) CheckProperty(property);
  for (const Variant& variant : index->variants) {
    CheckVariant(variant, *index);
    everything.insert(everything.end(), variant.properties().begin(), variant.properties().end());
  }
  CheckOrder(*index, {});
  CheckOrder(*index, everything);
  return 0;
}
