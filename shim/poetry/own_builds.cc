// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/own_builds.h"

#include "clients/toml_text.h"
#include "compat/name.h"
#include "compat/printable.h"
#include "compat/wheel_name.h"
#include "shim/index/url.h"
#include "shim/overlay/accel_lock.h"

namespace accel::shim::poetry {
namespace {

absl::Status Wrong(const toml::node& node, const std::string& file, const std::string& why) {
  return compat::InvalidArgument(clients::PlaceOf(node, file) + ": " + why + "; mend the file");
}

std::string FileNameOf(const std::string& wheel) {
  const std::string name = wheel.substr(wheel.rfind('/') + 1);
  return index::LooksLikeUrl(wheel) ? index::PercentDecode(name) : name;
}

absl::Status CheckUrl(const std::string& url, const toml::node& node, const std::string& file) {
  const absl::StatusOr<index::Url> parsed = index::ParseUrl(url);
  if (!parsed.ok()) return Wrong(node, file, std::string(parsed.status().message()));
  if (index::WithoutCredentials(url) == url) return absl::OkStatus();
  return Wrong(node, file, "a password may not stand here, it would be committed; use netrc");
}

absl::Status ReadWheel(const std::string& name, const toml::node& node, const std::string& file,
                       OwnBuild& build) {
  if (!node.is_string()) return Wrong(node, file, "wheel must be a path or a URL");
  build.wheel = node.value_or(std::string());
  if (build.wheel.find("://") != std::string::npos && !index::LooksLikeUrl(build.wheel))
    return Wrong(node, file, "wheel must be a path, or a URL of http or https");
  const absl::StatusOr<compat::WheelName> wheel = compat::ParseWheelName(FileNameOf(build.wheel));
  if (!wheel.ok())
    return Wrong(
        node, file,
        "wheel must be a path or URL of a wheel: " + std::string(wheel.status().message()));
  if (wheel->name != name)
    return Wrong(node, file, "this is a wheel of " + wheel->name + ", not of " + name);
  return index::LooksLikeUrl(build.wheel) ? CheckUrl(build.wheel, node, file) : absl::OkStatus();
}

absl::Status ReadIndex(const toml::node& node, const std::string& file, bool leads,
                       OwnBuild& build) {
  if (!node.is_table()) return Wrong(node, file, "index must be a table of TAG = \"URL\"");
  if (!leads) return Wrong(node, file, "the index of a tag serves a family: put it under torch");
  if (node.as_table()->empty()) return Wrong(node, file, "index names no tag");
  for (const auto& [tag, url] : *node.as_table()) {
    if (!overlay::IsTag(tag.str()))
      return Wrong(url, file, compat::PrintSafe(tag.str()) + " is no tag, such as cu126");
    ACCEL_RETURN_IF_ERROR(CheckUrl(url.value_or(std::string()), url, file));
    build.index[std::string(tag.str())] = url.value_or(std::string());
  }
  return absl::OkStatus();
}

absl::StatusOr<OwnBuild> ReadOwnBuild(const std::string& name, const toml::table& table,
                                      const std::string& file, bool leads) {
  OwnBuild build;
  build.place = clients::PlaceOf(table, file);
  if (table.size() != 1)
    return Wrong(table, file, "one of wheel, index and external must be given, and no other key");
  const std::string_view key = table.cbegin()->first.str();
  const toml::node& node = table.cbegin()->second;
  if (key == "wheel") {
    ACCEL_RETURN_IF_ERROR(ReadWheel(name, node, file, build));
  } else if (key == "index") {
    ACCEL_RETURN_IF_ERROR(ReadIndex(node, file, leads, build));
  } else if (key != "external" || node.value<bool>() != true) {
    return Wrong(
        node, file,
        compat::PrintSafe(key) + " is no key of a package: wheel, index or external = true");
  }
  return build;
}

}  // namespace

absl::StatusOr<OwnBuilds> ReadOwnBuilds(const toml::table& pyproject, const std::string& file,
                                        const compat::Catalog& catalog) {
  OwnBuilds builds;
  const toml::table* packages = pyproject["tool"]["accel"]["packages"].as_table();
  if (packages == nullptr) return builds;
  for (const auto& [key, node] : *packages) {
    const std::string name = compat::NormalizeName(key.str());
    const v1::Package* package = catalog.FindServed(name);
    if (package == nullptr)
      return Wrong(node, file, name + " is no package with builds; accelctl tags lists them");
    if (!node.is_table()) return Wrong(node, file, "must be a table");
    ACCEL_ASSIGN_OR_RETURN(builds[name], ReadOwnBuild(name, *node.as_table(), file,
                                                      &catalog.LeaderOf(*package) == package));
  }
  return builds;
}

std::vector<Pin> OwnPins(const std::vector<Pin>& members, const OwnBuilds& own) {
  std::vector<Pin> pins;
  for (Pin pin : members) {
    const auto build = own.find(pin.name);
    if (build == own.end() || !build->second.index.empty()) continue;
    pin.wheel = build->second.wheel;
    const absl::StatusOr<compat::WheelName> wheel = compat::ParseWheelName(FileNameOf(pin.wheel));
    if (wheel.ok()) pin.version = compat::ToString(wheel->version);
    pins.push_back(std::move(pin));
  }
  return pins;
}

absl::Status CheckTags(const std::vector<Pin>& own_pins, const compat::TagSet& tags) {
  for (const Pin& pin : own_pins) {
    const absl::StatusOr<compat::WheelName> wheel = compat::ParseWheelName(FileNameOf(pin.wheel));
    if (!wheel.ok() || tags.Supports(*wheel)) continue;
    return compat::FailedPrecondition(pin.wheel + ": is not for the Python of the environment");
  }
  return absl::OkStatus();
}

std::string StandIn(const std::string& name, const std::string& version) {
  return "[tool.poetry]\nname = " + clients::Quote(name) +
         "\nversion = " + clients::Quote(version) +
         "\ndescription = \"\"\nauthors = []\n[tool.poetry.dependencies]\npython = \"*\"\n";
}

std::vector<std::string> Pinned(const std::vector<Pin>& own_pins) {
  std::vector<std::string> pinned;
  for (const Pin& pin : own_pins)
    pinned.push_back(pin.wheel.empty() ? pin.name + " external" : pin.name + " @ " + pin.wheel);
  return pinned;
}

}  // namespace accel::shim::poetry
