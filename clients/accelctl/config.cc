// SPDX-License-Identifier: Apache-2.0
//
// accelctl config: every value and where it came from.
#include "clients/config.h"

#include <google/protobuf/struct.pb.h>

#include <cstdio>
#include <filesystem>

#include "clients/accelctl/invocation.h"
#include "clients/table.h"
#include "compat/printable.h"

namespace accel::accelctl {
namespace {

google::protobuf::Value Text(const std::string& text) {
  google::protobuf::Value value;
  value.set_string_value(text);
  return value;
}

google::protobuf::Struct ToJson(const std::vector<clients::ConfigValue>& values) {
  google::protobuf::Struct document;
  auto& list = *(*document.mutable_fields())["values"].mutable_list_value();
  for (const clients::ConfigValue& value : values) {
    auto& fields = *list.add_values()->mutable_struct_value()->mutable_fields();
    fields["key"] = Text(value.key);
    fields["value"] = Text(value.value);
    fields["origin"] = Text(value.origin);
  }
  return document;
}

}  // namespace

int RunConfig(const Invocation& invocation) {
  std::error_code error;
  const absl::StatusOr<clients::Config> config =
      clients::ReadConfig(invocation.environment, std::filesystem::current_path(error).string());
  if (!config.ok()) return Fail(config.status());
  for (const std::string& note : config->notes)
    std::fprintf(stderr, "accelctl: %s\n", compat::PrintSafe(note).c_str());
  std::vector<clients::ConfigValue> values = clients::ListConfig(*config);
  const clients::AnswerOptions answers = clients::AnswerOptionsFromEnvironment();
  values.push_back(
      {"socket", answers.socket,
       invocation.environment.Get("ACCEL_SOCKET").empty() ? "default" : "ACCEL_SOCKET"});
  if (invocation.options.json) {
    PrintJson(ToJson(values));
    return 0;
  }
  std::vector<std::vector<std::string>> rows = {{"KEY", "VALUE", "ORIGIN"}};
  for (const clients::ConfigValue& value : values)
    rows.push_back({value.key, value.value, value.origin});
  std::fputs(clients::FormatTable(rows).c_str(), stdout);
  return 0;
}

}  // namespace accel::accelctl
