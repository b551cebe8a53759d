// SPDX-License-Identifier: Apache-2.0
#include "shim/direct_url.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "shim/whole_file.h"

namespace accel::shim {
namespace {

using google::protobuf::Struct;

std::string Text(const Struct& object, const std::string& key) {
  const auto field = object.fields().find(key);
  return field == object.fields().end() ? "" : field->second.string_value();
}

Struct Object(const Struct& object, const std::string& key) {
  const auto field = object.fields().find(key);
  return field == object.fields().end() ? Struct() : field->second.struct_value();
}

// {"hashes": {"sha256": "…"}}, or the older {"hash": "sha256=…"}.
std::string HashIn(const Struct& archive) {
  constexpr std::string_view kPrefix = "sha256=";
  const std::string hash = Text(Object(archive, "hashes"), "sha256");
  const std::string older = Text(archive, "hash");
  if (!hash.empty() || !older.starts_with(kPrefix)) return hash;
  return older.substr(kPrefix.size());
}

}  // namespace

std::optional<DirectUrl> ReadDirectUrl(const std::string& dist_info) {
  const std::string text = ReadWhole(dist_info + "/direct_url.json").value_or("");
  Struct note;
  if (!google::protobuf::util::JsonStringToMessage(text, &note).ok()) return std::nullopt;
  return DirectUrl{Text(note, "url"), note.fields().contains("dir_info"),
                   HashIn(Object(note, "archive_info"))};
}

}  // namespace accel::shim
