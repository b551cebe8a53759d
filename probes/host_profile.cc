// SPDX-License-Identifier: Apache-2.0
#include "probes/host_profile.h"

#include <google/protobuf/util/json_util.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "compat/describe.h"
#include "compat/printable.h"

namespace accel::probes {
namespace {

constexpr std::size_t kMaxProfile = 1024 * 1024;  // bytes

absl::StatusOr<std::string> ReadProfile(const std::string& path) {
  const std::string where = compat::PrintSafe(path);
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status))
    return compat::NotFound(where + ": there is no such host profile");
  if (!std::filesystem::is_regular_file(status))
    return compat::InvalidArgument(where + ": a host profile is a file");
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxProfile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || !file.is_open()) {
    return absl::PermissionDeniedError(
        where + ": the host profile cannot be read: " + std::strerror(errno));
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMaxProfile)
    return compat::InvalidArgument(where + ": a host profile has at most 1 MiB");
  return text;
}

bool IsProfile(const std::string& text) {
  std::error_code error;
  return text.ends_with(".json") || std::filesystem::exists(text, error);
}

}  // namespace

absl::StatusOr<v1::Host> ParseHostProfile(std::string_view json, const std::string& where) {
  v1::Host host;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  const google::protobuf::util::Status parsed = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &host, options);
  if (!parsed.ok()) {
    const std::string reason(parsed.message().data(), parsed.message().size());
    return compat::InvalidArgument(
        where + ": no host profile (JSON of accel.v1.Host): " + compat::PrintSafe(reason));
  }
  if (!host.schema().empty() && host.schema() != "accel.v1") {
    return compat::InvalidArgument(where + ": field schema is \"" +
                                   compat::PrintSafe(host.schema()) +
                                   "\", this program reads \"accel.v1\"");
  }
  host.set_schema("accel.v1");
  host.set_origin("profile " + where);
  return host;
}

absl::StatusOr<v1::Host> ReadHost(const std::string& text, const compat::Catalog& catalog) {
  if (!IsProfile(text)) return compat::DescribeHost(text, catalog);
  ACCEL_ASSIGN_OR_RETURN(const std::string json, ReadProfile(text));
  return ParseHostProfile(json, compat::PrintSafe(text));
}

}  // namespace accel::probes
