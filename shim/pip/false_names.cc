// SPDX-License-Identifier: Apache-2.0
#include "shim/pip/false_names.h"

#include "compat/printable.h"
#include "shim/index/remote_wheel.h"
#include "shim/wheel_metadata.h"

namespace accel::shim::pip {
namespace {

constexpr char kLooks[] = "24.2";

absl::Status CheckName(const std::string& name, const index::File& file, index::Fetcher& fetcher) {
  const absl::StatusOr<std::string> metadata = index::FetchWheelMetadata(fetcher, file.url);
  if (absl::IsInvalidArgument(metadata.status()))
    return compat::FailedPrecondition(std::string(compat::Message(metadata.status())) +
                                      "; nothing was installed");
  if (!metadata.ok()) return absl::OkStatus();  // pip says what is wrong with it
  const std::string inside = NameOf(*metadata);
  if (inside.empty() || inside == name) return absl::OkStatus();
  return compat::FailedPrecondition(
      compat::PrintSafeUrl(file.url) + " is " + compat::PrintSafe(inside) +
      " by its own metadata, not " + name +
      ": inconsistent, so nothing was installed; tell who runs the index");
}

}  // namespace

bool LooksInside(const Installed& installed) {
  const auto pip = installed.find("pip");
  return pip != installed.end() && pip->second >= *compat::ParseVersion(kLooks);
}

absl::Status CheckNames(const std::vector<v1::Choice>& choice, FamilyIndex& index,
                        index::Fetcher& fetcher, const compat::Catalog& catalog) {
  for (const v1::Choice& chosen : choice) {
    const v1::Package* package = catalog.FindServed(chosen.package());
    if (package == nullptr) continue;
    ACCEL_ASSIGN_OR_RETURN(const std::vector<Listed> wheels,
                           index.List(package->name(), catalog.LeaderOf(*package)));
    for (const Listed& wheel : wheels) {
      if (wheel.version != chosen.version() || wheel.tag != chosen.tag()) continue;
      ACCEL_RETURN_IF_ERROR(CheckName(package->name(), wheel.file, fetcher));
    }
  }
  return absl::OkStatus();
}

std::vector<std::string> FalseNames(const Installed& before, const Installed& after,
                                    const std::vector<std::string>& folders,
                                    const compat::Catalog& catalog) {
  std::vector<std::string> complaints;
  for (const auto& [name, version] : after) {
    if (catalog.FindServed(name) == nullptr || !Changed(name, before, after)) continue;
    const std::string inside = NameInside(folders, name);
    if (inside.empty() || inside == name) continue;
    complaints.push_back(name + " " + compat::ToString(version) + " is " + inside +
                         " by its own metadata: inconsistent, do not use it; pip uninstall " +
                         name);
  }
  return complaints;
}

}  // namespace accel::shim::pip
