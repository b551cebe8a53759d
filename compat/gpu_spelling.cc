// SPDX-License-Identifier: Apache-2.0
#include "compat/gpu_spelling.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "compat/edit_distance.h"
#include "compat/gpu_names.h"
#include "compat/gpu_row.h"
#include "compat/printable.h"
#include "compat/tegra.h"

namespace accel::compat {
namespace {

constexpr std::size_t kMaxNear = 5;

std::string Quoted(std::string_view text) { return "\"" + PrintSafe(text.substr(0, 100)) + "\""; }

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

bool IsHex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// The known words nearest to `word`, at most kMaxNear, nearest first.
std::string Near(std::string_view word, const std::vector<std::string>& known) {
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const std::string& other : known) {
    ranked.emplace_back(EditDistance(word.substr(0, 100), other), other);
  }
  std::sort(ranked.begin(), ranked.end());
  std::string text;
  for (std::size_t i = 0; i < std::min(ranked.size(), kMaxNear); ++i) {
    text += (i == 0 ? "" : ", ") + ranked[i].second;
  }
  return text;
}

absl::StatusOr<v1::Gpu> GpuBySm(const std::string& text, const Catalog& catalog) {
  v1::Gpu gpu;
  gpu.set_vendor(v1::VENDOR_NVIDIA);
  const std::string digits = text.substr(3);
  if (IsDigits(digits) && digits.size() >= 2) {
    gpu.set_compute_capability(digits.substr(0, digits.size() - 1) + "." + digits.back());
  }
  const v1::NvidiaArch* arch = catalog.FindNvidiaArch(gpu.compute_capability());
  if (arch == nullptr) {
    std::vector<std::string> known;
    for (const v1::NvidiaArch& row : catalog.hardware().nvidia_archs()) {
      std::string sm = row.compute_capability();
      sm.erase(std::remove(sm.begin(), sm.end(), '.'), sm.end());
      known.push_back("sm_" + sm);
    }
    return InvalidArgument("gpu=: no architecture is called " + Quoted(text) +
                           "; near names: " + Near(text, known));
  }
  gpu.set_tegra(arch->exact_only());
  gpu.set_integrated(arch->exact_only());
  return gpu;
}

absl::StatusOr<v1::Gpu> GpuByGfx(const std::string& text, const Catalog& catalog) {
  std::vector<std::string> known;
  for (const v1::AmdTarget& row : catalog.hardware().amd_targets()) known.push_back(row.gfx());
  for (const v1::AmdDevice& row : catalog.hardware().amd_devices()) known.push_back(row.gfx());
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  if (!std::binary_search(known.begin(), known.end(), text)) {
    return InvalidArgument("gpu=: no AMD target is called " + Quoted(text) +
                           "; near names: " + Near(text, known));
  }
  v1::Gpu gpu;
  gpu.set_vendor(v1::VENDOR_AMD);
  gpu.set_gfx(text);
  const v1::AmdTarget* target = catalog.FindAmdTarget(text);
  gpu.set_integrated(target != nullptr && target->integrated());
  return gpu;
}

absl::StatusOr<v1::Gpu> GpuByPci(const std::string& text, const Catalog& catalog) {
  const v1::Vendor vendor = VendorOfPci(text.substr(0, 4));
  if (vendor == v1::VENDOR_UNSPECIFIED) {
    return InvalidArgument("gpu=: " + Quoted(text) +
                           " is of no vendor known here; 10de, 1002 and 8086 are");
  }
  v1::Gpu gpu = GpuOfPci(vendor, text.substr(5), catalog);
  if (gpu.compute_capability().empty() && gpu.gfx().empty() && gpu.device_ip().empty()) {
    std::vector<std::string> known;
    for (const auto& row : catalog.hardware().nvidia_devices())
      known.push_back("10de:" + row.pci_device());
    for (const auto& row : catalog.hardware().amd_devices())
      known.push_back("1002:" + row.pci_device());
    for (const auto& row : catalog.hardware().intel_devices())
      known.push_back("8086:" + row.pci_device());
    return InvalidArgument("gpu=: the catalogue has no device " + Quoted(text) +
                           "; near ids: " + Near(text, known));
  }
  return gpu;
}

}  // namespace

absl::StatusOr<v1::Gpu> FindGpu(std::string_view text, const Catalog& catalog) {
  const std::string lower = Lower(text);
  if (lower.starts_with("sm_")) return GpuBySm(lower, catalog);
  if (lower.starts_with("gfx")) return GpuByGfx(lower, catalog);
  if (lower.size() == 9 && lower[4] == ':' && IsHex(lower.substr(0, 4)) && IsHex(lower.substr(5))) {
    return GpuByPci(lower, catalog);
  }
  if (const TegraChip* chip = FindTegraChip(lower)) return TegraGpu(*chip);
  return FindGpuByName(text, catalog);
}

}  // namespace accel::compat
