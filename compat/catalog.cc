// SPDX-License-Identifier: Apache-2.0
#include "compat/catalog.h"

#include <fnmatch.h>

#include <algorithm>
#include <set>
#include <utility>

#include "compat/contradiction.h"
#include "compat/version.h"

namespace accel::compat {
namespace {

// True when `version` belongs to `series`: equal, or longer by whole components.
bool InSeries(std::string_view version, std::string_view series) {
  if (!version.starts_with(series)) return false;
  return version.size() == series.size() || version[series.size()] == '.';
}

const v1::BuildRow* FindRow(const v1::Release& release, std::string_view tag,
                            std::string_view architecture) {
  for (const v1::BuildRow& row : release.builds()) {
    if (row.tag() == tag && IsFor(row, architecture)) return &row;
  }
  return nullptr;
}

std::map<std::string, int, std::less<>> IndexDistributions(const v1::Catalog& catalog) {
  std::map<std::string, int, std::less<>> index;
  for (int i = 0; i < catalog.packages_size(); ++i) {
    for (const v1::Release& release : catalog.packages(i).releases()) {
      for (const v1::BuildRow& row : release.builds()) {
        if (!row.distribution().empty()) index.emplace(row.distribution(), i);
      }
    }
  }
  return index;
}

template <typename Rows, typename Key>
std::map<std::string, int, std::less<>> IndexBy(const Rows& rows, Key key) {
  std::map<std::string, int, std::less<>> index;
  for (int i = 0; i < rows.size(); ++i) index.emplace(key(rows[i]), i);
  return index;
}

template <typename Index, typename Rows>
const typename Rows::value_type* Find(const Index& index, const Rows& rows, std::string_view key) {
  const auto it = index.find(key);
  return it == index.end() ? nullptr : &rows[it->second];
}

}  // namespace

bool IsFor(const v1::BuildRow& row, std::string_view architecture) {
  return row.architecture().empty() || row.architecture() == architecture;
}

absl::StatusOr<Catalog> Catalog::FromBinary(std::string_view bytes) {
  v1::Catalog message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return InvalidArgument("catalogue: these bytes are no accel.v1.Catalog");
  }
  return FromMessage(std::move(message));
}

absl::StatusOr<Catalog> Catalog::FromMessage(v1::Catalog message) {
  if (const std::optional<Contradiction> found = FindContradiction(message))
    return InvalidArgument("catalogue: " + ToString(*found));
  return Catalog(std::make_unique<const v1::Catalog>(std::move(message)));
}

Catalog::Catalog(std::unique_ptr<const v1::Catalog> message) : message_(std::move(message)) {
  const v1::Hardware& hw = message_->hardware();
  packages_ = IndexBy(message_->packages(), [](const auto& row) { return row.name(); });
  distributions_ = IndexDistributions(*message_);
  cuda_tags_ = IndexBy(hw.cuda_tags(), [](const auto& row) { return row.tag(); });
  nvidia_archs_ = IndexBy(hw.nvidia_archs(), [](const auto& r) { return r.compute_capability(); });
  nvidia_devices_ = IndexBy(hw.nvidia_devices(), [](const auto& row) { return row.pci_device(); });
  amd_devices_ = IndexBy(hw.amd_devices(), [](const auto& row) { return row.pci_device(); });
  amd_targets_ = IndexBy(hw.amd_targets(), [](const auto& row) { return row.gfx(); });
  intel_devices_ = IndexBy(hw.intel_devices(), [](const auto& row) { return row.pci_device(); });
}

const v1::Package* Catalog::FindPackage(std::string_view name) const {
  const v1::Package* package = Find(packages_, message_->packages(), name);
  return package != nullptr ? package : Find(distributions_, message_->packages(), name);
}

const v1::Package* Catalog::FindServed(std::string_view name) const {
  const v1::Package* package = Find(packages_, message_->packages(), name);
  return package != nullptr && IsServed(*package) ? package : nullptr;
}

bool Catalog::IsServed(const v1::Package& package) const {
  return LeaderOf(package).selection() == v1::LOCAL_VERSION &&
         (package.selection() == v1::LOCAL_VERSION || package.selection() == v1::SAME_VERSION);
}

const v1::Package& Catalog::LeaderOf(const v1::Package& package) const {
  const v1::Package* leader = package.follows().empty() ? nullptr : FindPackage(package.follows());
  return leader == nullptr ? package : *leader;
}

const v1::Package* Catalog::FindBinder(std::string_view name) const {
  const std::string text(name);
  for (const v1::Package& package : message_->packages()) {
    for (const std::string& pattern : package.bound()) {
      if (fnmatch(pattern.c_str(), text.c_str(), 0) == 0) return &package;
    }
  }
  return nullptr;
}

const v1::Release* Catalog::FindRelease(const v1::Package& package,
                                        std::string_view version) const {
  const v1::Release* best = nullptr;
  for (const v1::Release& release : package.releases()) {
    if (!InSeries(version, release.series())) continue;
    if (best == nullptr || release.series().size() > best->series().size()) best = &release;
  }
  return best;
}

std::optional<BuildNeeds> Catalog::FindNeeds(const v1::Package& leader, std::string_view version,
                                             std::string_view tag,
                                             std::string_view architecture) const {
  if (const v1::Release* own = FindRelease(leader, version)) {
    if (const v1::BuildRow* row = FindRow(*own, tag, architecture))
      return BuildNeeds{own, row, false};
  }
  const absl::StatusOr<Version> wanted = ParseVersion(version);
  if (!wanted.ok()) return std::nullopt;
  // Nearest: the newest series below the version, else the oldest above it.
  std::optional<BuildNeeds> below, above;
  std::optional<Version> below_version, above_version;
  for (const v1::Release& release : leader.releases()) {
    const v1::BuildRow* row = FindRow(release, tag, architecture);
    const absl::StatusOr<Version> series = ParseVersion(release.series());
    if (row == nullptr || !series.ok()) continue;
    if (*series <= *wanted && (!below_version || *series > *below_version)) {
      below = BuildNeeds{&release, row, true};
      below_version = *series;
    } else if (*series > *wanted && (!above_version || *series < *above_version)) {
      above = BuildNeeds{&release, row, true};
      above_version = *series;
    }
  }
  return below ? below : above;
}

const v1::CudaTag* Catalog::FindCudaTag(std::string_view tag) const {
  return Find(cuda_tags_, hardware().cuda_tags(), tag);
}
const v1::NvidiaArch* Catalog::FindNvidiaArch(std::string_view compute_capability) const {
  return Find(nvidia_archs_, hardware().nvidia_archs(), compute_capability);
}
const v1::NvidiaDevice* Catalog::FindNvidiaDevice(std::string_view device) const {
  return Find(nvidia_devices_, hardware().nvidia_devices(), device);
}
const v1::AmdDevice* Catalog::FindAmdDevice(std::string_view device) const {
  return Find(amd_devices_, hardware().amd_devices(), device);
}
const v1::AmdTarget* Catalog::FindAmdTarget(std::string_view gfx) const {
  return Find(amd_targets_, hardware().amd_targets(), gfx);
}
const v1::IntelDevice* Catalog::FindIntelDevice(std::string_view device) const {
  return Find(intel_devices_, hardware().intel_devices(), device);
}

std::string Catalog::NvidiaCapabilityByRange(std::string_view device) const {
  // Four lower-case hex digits order as text.
  for (const v1::NvidiaDeviceRange& range : hardware().nvidia_ranges()) {
    if (range.first() <= device && device <= range.last()) return range.compute_capability();
  }
  return "";
}

std::vector<std::string> Catalog::IntelCompatibleIps(std::string_view device_ip) const {
  std::vector<std::string> ips = {std::string(device_ip)};
  for (const v1::IntelCompatible& row : hardware().intel_compatible()) {
    if (row.device_ip() == device_ip) ips.push_back(row.base());
  }
  return ips;
}

v1::Catalog MergeCatalogs(v1::Catalog base, const v1::Catalog& newer) {
  std::set<std::string> replaced;
  for (const v1::Package& package : newer.packages()) {
    auto* packages = base.mutable_packages();
    const auto same = std::find_if(packages->begin(), packages->end(),
                                   [&](const auto& old) { return old.name() == package.name(); });
    if (replaced.insert(package.name()).second && same != packages->end()) {
      *same = package;
    } else {
      *packages->Add() = package;
    }
  }
  const auto replace = [](auto* old_rows, const auto& rows) {
    if (!rows.empty()) *old_rows = rows;
  };
  v1::Hardware* hw = base.mutable_hardware();
  replace(hw->mutable_cuda_tags(), newer.hardware().cuda_tags());
  replace(hw->mutable_nvidia_archs(), newer.hardware().nvidia_archs());
  replace(hw->mutable_nvidia_devices(), newer.hardware().nvidia_devices());
  replace(hw->mutable_nvidia_ranges(), newer.hardware().nvidia_ranges());
  replace(hw->mutable_amd_devices(), newer.hardware().amd_devices());
  replace(hw->mutable_amd_targets(), newer.hardware().amd_targets());
  replace(hw->mutable_intel_devices(), newer.hardware().intel_devices());
  replace(hw->mutable_intel_compatible(), newer.hardware().intel_compatible());
  if (!newer.as_of().empty()) base.set_as_of(newer.as_of());
  return base;
}

}  // namespace accel::compat
