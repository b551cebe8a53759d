// SPDX-License-Identifier: Apache-2.0
#include "catalog/place.h"

#include <google/protobuf/text_format.h>

namespace accel::catalog {
namespace {

using Tree = google::protobuf::TextFormat::ParseInfoTree;

// A message of a repeated field, found by one of its text fields.
struct Found {
  const google::protobuf::Message* message = nullptr;
  Tree* tree = nullptr;
  std::string place;
};

// The last one of `list` in `in` whose `key` is `value`.
Found Find(const Found& in, const char* list, const char* key, const std::string& value) {
  Found found;
  if (in.message == nullptr || in.tree == nullptr || value.empty()) return found;
  const auto* field = in.message->GetDescriptor()->FindFieldByName(list);
  const auto* reflection = in.message->GetReflection();
  for (int i = 0; i < reflection->FieldSize(*in.message, field); ++i) {
    const auto& one = reflection->GetRepeatedMessage(*in.message, field, i);
    const auto* name = one.GetDescriptor()->FindFieldByName(key);
    if (one.GetReflection()->GetString(one, name) != value) continue;
    const auto at = in.tree->GetLocation(field, i);
    found = {&one, in.tree->GetTreeForNested(field, i),
             std::to_string(at.line + 1) + ":" + std::to_string(at.column + 1)};
  }
  return found;
}

}  // namespace

std::string PlaceOf(const compat::Contradiction& contradiction, const std::string& text) {
  google::protobuf::TextFormat::Parser parser;
  Tree tree;
  parser.WriteLocationsTo(&tree);
  v1::Catalog catalog;
  if (!parser.ParseFromString(text, &catalog)) return "1:1";
  const Found package = Find({&catalog, &tree, "1:1"}, "packages", "name", contradiction.package);
  const Found release = Find(package, "releases", "series", contradiction.series);
  const Found row = Find(release, "builds", "tag", contradiction.tag);
  for (const Found* found : {&row, &release, &package}) {
    if (!found->place.empty()) return found->place;
  }
  return "1:1";
}

}  // namespace accel::catalog
