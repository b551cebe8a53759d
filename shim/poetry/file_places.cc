// SPDX-License-Identifier: Apache-2.0
#include "shim/poetry/file_places.h"

#include "shim/index/url.h"
#include "shim/pip/settings.h"
#include "shim/poetry/network.h"
#include "shim/say.h"

namespace accel::shim::poetry {

namespace {

// The index that pip asks when nothing is configured, as Poetry does.
absl::StatusOr<std::string> DefaultIndexOf(const Session& session) {
  ACCEL_ASSIGN_OR_RETURN(const std::vector<std::string> pip,
                         session.tool.Pip(session.virtual_environment));
  return pip::DefaultIndex(pip, session.environment, clients::CacheFolder(session.environment));
}

}  // namespace

absl::StatusOr<overlay::Located> Locate(const Session& session,
                                        const std::vector<overlay::LockedPackage>& packages) {
  Network network(session, std::nullopt);
  std::string default_index;
  overlay::Located located;
  Say("asking " + std::to_string(packages.size()) + " index pages where the files lie");
  for (const overlay::LockedPackage& package : packages) {
    if (!overlay::IsOnIndex(package)) continue;
    if (!package.source && default_index.empty()) {
      ACCEL_ASSIGN_OR_RETURN(default_index, DefaultIndexOf(session));
    }
    const std::string& index = package.source ? package.source->url : default_index;
    ACCEL_ASSIGN_OR_RETURN(std::vector<index::File> files,
                           network.index().FilesAt(index, package.name));
    for (index::File& file : files) {
      file.url = index::WithoutCredentials(clients::TrueUrl(file.url, session.config.mirrors));
      located.emplace(file.filename, std::move(file));
    }
  }
  return located;
}

}  // namespace accel::shim::poetry
