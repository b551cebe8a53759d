// SPDX-License-Identifier: Apache-2.0
#include "probes/host_profile.h"

#include <google/protobuf/util/json_util.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "compat/describe.h"

namespace accel::probes {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;

absl::StatusOr<std::string> ReadProfile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return compat::NotFound("profile " + path + ": cannot be read: " + std::strerror(errno));
  std::string content(kMostBytes + 1, '\0');
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(file.gcount()));
  if (content.size() > kMostBytes) return compat::InvalidArgument("profile " + path + ": larger than 1 MiB; it is no host profile");
  return content;
}

bool IsFile(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

}  // namespace

absl::StatusOr<v1::Host> ParseHostProfile(std::string_view json, const std::string& where) {
  v1::Host host;
  const auto status = google::protobuf::util::JsonStringToMessage(std::string(json), &host);
  if (!status.ok()) {
    return compat::InvalidArgument("profile " + where + ": " + std::string(status.message().data(), status.message().size()) +
                                   "; write one with accelctl facts --json");
  }
  host.set_origin("profile " + where);
  return host;
}

absl::StatusOr<v1::Host> ReadHost(const std::string& text, const compat::Catalog& catalog) {
  if (!text.ends_with(".json") && !IsFile(text)) return compat::DescribeHost(text, catalog);
  ACCEL_ASSIGN_OR_RETURN(const std::string json, ReadProfile(text));
  return ParseHostProfile(json, text);
}

}  // namespace accel::probes
