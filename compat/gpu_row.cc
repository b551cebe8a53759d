// SPDX-License-Identifier: Apache-2.0
#include "compat/gpu_row.h"

#include <algorithm>
#include <array>

namespace accel::compat {
namespace {

struct VendorWords {
  v1::Vendor vendor;
  std::string_view pci;
  std::string_view name;
};
constexpr std::array<VendorWords, 3> kVendors = {{
    {v1::VENDOR_NVIDIA, "10de", "NVIDIA"},
    {v1::VENDOR_AMD, "1002", "AMD"},
    {v1::VENDOR_INTEL, "8086", "Intel"},
}};

const VendorWords* FindVendor(v1::Vendor vendor) {
  const auto it = std::find_if(kVendors.begin(), kVendors.end(),
                               [&](const VendorWords& words) { return words.vendor == vendor; });
  return it == kVendors.end() ? nullptr : &*it;
}

void Erase(std::string& text, std::string_view mark) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
    text.erase(at, mark.size());
  }
}

void FillNvidia(std::string_view device, const Catalog& catalog, v1::Gpu& gpu) {
  if (const v1::NvidiaDevice* row = catalog.FindNvidiaDevice(device)) {
    gpu.set_name(MarketingName(v1::VENDOR_NVIDIA, row->name()));
    gpu.set_compute_capability(row->compute_capability());
    gpu.set_evidence("catalogue: PCI id " + gpu.pci_id());
    return;
  }
  gpu.set_compute_capability(catalog.NvidiaCapabilityByRange(device));
  if (!gpu.compute_capability().empty()) {
    gpu.set_evidence("catalogue: range of PCI id " + gpu.pci_id());
  }
}

void FillAmd(std::string_view device, const Catalog& catalog, v1::Gpu& gpu) {
  const v1::AmdDevice* row = catalog.FindAmdDevice(device);
  if (row == nullptr) return;
  gpu.set_name(MarketingName(v1::VENDOR_AMD, row->name()));
  gpu.set_gfx(row->gfx());
  gpu.set_evidence("catalogue: PCI id " + gpu.pci_id());
  const v1::AmdTarget* target = catalog.FindAmdTarget(row->gfx());
  gpu.set_integrated(target != nullptr && target->integrated());
}

void FillIntel(std::string_view device, const Catalog& catalog, v1::Gpu& gpu) {
  const v1::IntelDevice* row = catalog.FindIntelDevice(device);
  if (row == nullptr) return;
  gpu.set_name(MarketingName(v1::VENDOR_INTEL, row->name()));
  gpu.set_device_ip(row->device_ip());
  gpu.set_evidence("catalogue: PCI id " + gpu.pci_id());
  gpu.set_integrated(IsIntegratedFamily(row->family()));
}

}  // namespace

v1::Vendor VendorOfPci(std::string_view vendor) {
  const auto it = std::find_if(kVendors.begin(), kVendors.end(),
                               [&](const VendorWords& words) { return words.pci == vendor; });
  return it == kVendors.end() ? v1::VENDOR_UNSPECIFIED : it->vendor;
}

v1::Gpu GpuOfPci(v1::Vendor vendor, std::string_view device, const Catalog& catalog) {
  v1::Gpu gpu;
  gpu.set_vendor(vendor);
  if (const VendorWords* words = FindVendor(vendor)) {
    gpu.set_pci_id(std::string(words->pci) + ":" + std::string(device));
  }
  if (vendor == v1::VENDOR_NVIDIA) FillNvidia(device, catalog, gpu);
  if (vendor == v1::VENDOR_AMD) FillAmd(device, catalog, gpu);
  if (vendor == v1::VENDOR_INTEL) FillIntel(device, catalog, gpu);
  return gpu;
}

std::string MarketingName(v1::Vendor vendor, std::string_view table_name) {
  const std::size_t open = table_name.find('['), close = table_name.rfind(']');
  if (open != std::string_view::npos && close != std::string_view::npos && open + 1 < close) {
    table_name = table_name.substr(open + 1, close - open - 1);
  }
  std::string name(table_name);
  Erase(name, "(R)");
  Erase(name, "(TM)");
  const VendorWords* words = FindVendor(vendor);
  if (words == nullptr || name.empty() || name.starts_with(words->name)) return name;
  return std::string(words->name) + " " + name;
}

bool IsIntegratedFamily(std::string_view family) {
  constexpr std::array<std::string_view, 5> kDiscrete = {"dg1", "dg2", "pvc", "bmg", "cri"};
  return std::find(kDiscrete.begin(), kDiscrete.end(), family) == kDiscrete.end();
}

}  // namespace accel::compat
