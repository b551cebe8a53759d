// SPDX-License-Identifier: Apache-2.0
#include "clients/config.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "clients/toml_text.h"
#include "compat/printable.h"

namespace accel::clients {
namespace {

constexpr off_t kLargestFile = 1 << 20;

std::string At(const std::string& file, const toml::node& node) {
  return file + ":" + std::to_string(node.source().begin.line);
}

absl::Status Broken(const std::string& where, const std::string& why) {
  return compat::InvalidArgument(where + ": " + why);
}

bool IsHttp(const std::string& url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

absl::Status AddMirror(Mirror mirror, Config& config) {
  for (const std::string& url : {mirror.from, mirror.to}) {
    if (!IsHttp(url)) {
      return Broken(mirror.origin,
                    "a mirror maps one http(s) URL to another, not " + compat::PrintSafeUrl(url));
    }
  }
  config.mirrors.push_back(std::move(mirror));
  return absl::OkStatus();
}

absl::Status ReadMirrors(const toml::table& accel, const std::string& file, Config& config) {
  const toml::node* node = accel.get("mirrors");
  if (node == nullptr) return absl::OkStatus();
  if (!node->is_table())
    return Broken(At(file, *node), "mirrors must be a table of \"FROM\" = \"TO\"");
  for (const auto& [from, to] : *node->as_table()) {
    const auto* text = to.as_string();
    if (text == nullptr)
      return Broken(At(file, to), "a mirror must be a string: the URL that stands in for " +
                                      std::string(from.str()));
    ACCEL_RETURN_IF_ERROR(AddMirror({std::string(from.str()), text->get(), At(file, to)}, config));
  }
  return absl::OkStatus();
}

bool IsPolicy(const std::string& name) { return name == "all" || PolicyNamed(name) != v1::ALL; }

absl::Status ReadPolicy(const toml::table& accel, const std::string& file, Config& config) {
  const toml::node* node = accel.get("policy");
  if (node == nullptr || config.policy_origin != "default") return absl::OkStatus();
  const std::string policy = node->value_or(std::string());
  if (!IsPolicy(policy)) {
    return Broken(At(file, *node), "policy must be \"all\", \"best\", \"any\" or \"visible\"");
  }
  config.policy = policy;
  config.policy_origin = At(file, *node);
  return absl::OkStatus();
}

absl::Status ReadPinStyle(const toml::table& accel, const std::string& file, Config& config) {
  const toml::node* node = accel.get("pin-style");
  if (node == nullptr || config.pin_style_origin != "default") return absl::OkStatus();
  const std::string style = node->value_or(std::string());
  if (style != "local" && style != "plain")
    return Broken(At(file, *node), "pin-style must be \"local\" or \"plain\"");
  config.pin_style = style;
  config.pin_style_origin = At(file, *node);
  return absl::OkStatus();
}

// A slip of the pen, or a key of a newer version.
void NoteUnknownKeys(const toml::table& accel, const std::string& file, Config& config) {
  static constexpr std::string_view kKeys[] = {"mirrors", "packages", "pin-style", "policy"};
  for (const auto& [key, node] : accel) {
    if (std::find(std::begin(kKeys), std::end(kKeys), key.str()) != std::end(kKeys)) continue;
    config.notes.push_back(At(file, node) + ": " + compat::PrintSafe(key.str()) +
                           " is no setting of accel and is passed over; there are mirrors, "
                           "packages, pin-style and policy");
  }
}

enum class Kind { kPyproject, kOwn };

// Ours, root's, or of the user who called sudo.
bool IsTrusted(uid_t owner, const Environment& environment) {
  if (owner == 0 || owner == geteuid()) return true;
  return geteuid() == 0 && environment.Get("SUDO_UID") == std::to_string(owner);
}

absl::Status ReadFile(const std::string& file, Kind kind, const Environment& environment,
                      Config& config) {
  struct stat status{};
  if (stat(file.c_str(), &status) != 0) return absl::OkStatus();
  if (!S_ISREG(status.st_mode) || status.st_size > kLargestFile)
    return Broken(file, "is no configuration: no regular file of at most 1 MiB");
  const bool foreign = kind == Kind::kPyproject && !IsTrusted(status.st_uid, environment);
  std::ifstream stream(file, std::ios::binary);
  const absl::StatusOr<toml::table> document =
      ParseToml(std::string(std::istreambuf_iterator<char>(stream), {}), file);
  if (!document.ok()) return foreign ? absl::OkStatus() : document.status();
  const toml::table* accel =
      kind == Kind::kOwn ? &*document : (*document)["tool"]["accel"].as_table();
  if (accel == nullptr) return absl::OkStatus();
  if (foreign) {
    config.notes.push_back("[tool.accel] of " + file +
                           " is passed over: the file belongs to somebody else; chown it if it is "
                           "yours");
    return absl::OkStatus();
  }
  NoteUnknownKeys(*accel, file, config);
  ACCEL_RETURN_IF_ERROR(ReadMirrors(*accel, file, config));
  ACCEL_RETURN_IF_ERROR(ReadPinStyle(*accel, file, config));
  return ReadPolicy(*accel, file, config);
}

absl::Status ReadVariables(const Environment& environment, Config& config) {
  std::istringstream words(environment.Get("ACCEL_MIRRORS"));
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == word.size()) {
      return Broken("ACCEL_MIRRORS", "expected FROM=TO, got " + compat::PrintSafeUrl(word));
    }
    ACCEL_RETURN_IF_ERROR(
        AddMirror({word.substr(0, equals), word.substr(equals + 1), "ACCEL_MIRRORS"}, config));
  }
  const std::string policy = environment.Get("ACCEL_POLICY");
  if (policy.empty()) return absl::OkStatus();
  if (!IsPolicy(policy)) {
    return Broken("ACCEL_POLICY", "must be all, best, any or visible");
  }
  config.policy = policy;
  config.policy_origin = "ACCEL_POLICY";
  return absl::OkStatus();
}

std::string NearestPyproject(std::filesystem::path folder) {
  std::error_code error;
  for (; !folder.empty(); folder = folder.parent_path()) {
    const std::filesystem::path file = folder / "pyproject.toml";
    if (std::filesystem::is_regular_file(file, error)) return file.string();
    if (folder == folder.parent_path()) break;
  }
  return "";
}

// A prefix ends where a path segment does: ".../whl" matches ".../whl/cu126", not ".../whl2".
bool Matches(const std::string& url, std::string from) {
  while (from.ends_with('/')) from.pop_back();
  if (!url.starts_with(from)) return false;
  return url.size() == from.size() || url[from.size()] == '/' || url[from.size()] == '?' ||
         url[from.size()] == '#';
}

}  // namespace

absl::StatusOr<Config> ReadConfig(const Environment& environment, const std::string& folder,
                                  const std::string& system_file) {
  Config config;
  ACCEL_RETURN_IF_ERROR(ReadVariables(environment, config));
  const std::string project = NearestPyproject(folder);
  if (!project.empty())
    ACCEL_RETURN_IF_ERROR(ReadFile(project, Kind::kPyproject, environment, config));
  const std::string user = UserConfigFile(environment);
  if (!user.empty()) ACCEL_RETURN_IF_ERROR(ReadFile(user, Kind::kOwn, environment, config));
  ACCEL_RETURN_IF_ERROR(ReadFile(system_file, Kind::kOwn, environment, config));
  return config;
}

v1::Policy PolicyNamed(const std::string& name) {
  if (name == "best") return v1::BEST;
  if (name == "any") return v1::ANY;
  return name == "visible" ? v1::VISIBLE : v1::ALL;
}

compat::GpuPolicy PolicyOfCaller(v1::Policy policy, const Environment& environment) {
  compat::GpuPolicy of_caller{policy, {}, {}};
  if (policy != v1::VISIBLE) return of_caller;
  of_caller.policy = v1::ALL;
  for (const char* variable : {"CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ZE_AFFINITY_MASK"}) {
    if (environment.Has(variable)) of_caller.policy = v1::VISIBLE;
    std::istringstream list(environment.Get(variable));
    for (std::string device; std::getline(list, device, ',');) of_caller.visible.push_back(device);
  }
  return of_caller;
}

std::vector<ConfigValue> ListConfig(const Config& config) {
  std::vector<ConfigValue> values = {{"policy", config.policy, config.policy_origin},
                                     {"pin-style", config.pin_style, config.pin_style_origin}};
  for (const Mirror& mirror : config.mirrors) {
    values.push_back({"mirrors." + compat::PrintSafeUrl(mirror.from),
                      compat::PrintSafeUrl(mirror.to), mirror.origin});
  }
  return values;
}

std::string MapUrl(const std::string& url, const std::vector<Mirror>& mirrors) {
  const Mirror* best = nullptr;
  for (const Mirror& mirror : mirrors) {
    if (Matches(url, mirror.from) && (best == nullptr || mirror.from.size() > best->from.size()))
      best = &mirror;
  }
  if (best == nullptr) return url;
  std::string from = best->from, to = best->to;
  while (from.ends_with('/')) from.pop_back();
  while (to.ends_with('/')) to.pop_back();
  return to + url.substr(from.size());
}

std::string TrueUrl(const std::string& url, const std::vector<Mirror>& mirrors) {
  std::vector<Mirror> backwards;
  for (const Mirror& mirror : mirrors)
    backwards.push_back({compat::PrintSafeUrl(mirror.to), mirror.from, mirror.origin});
  return MapUrl(url, backwards);
}

}  // namespace accel::clients
