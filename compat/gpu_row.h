// SPDX-License-Identifier: Apache-2.0
//
// What the catalogue knows about a display device by its PCI id: name and architecture.
// Promises an empty architecture, never a guess, for an id outside the tables. Never says whether
// the device can be used.
#pragma once

#include <string>
#include <string_view>

#include "accel/v1/host.pb.h"
#include "compat/catalog.h"

namespace accel::compat {

// "10de", "1002", "8086": the vendors of the tables. VENDOR_UNSPECIFIED for any other.
v1::Vendor VendorOfPci(std::string_view vendor);

// The device `device` (four lower-case hex digits) of `vendor`: vendor, pci_id, name, architecture,
// integrated, and where the architecture comes from (evidence). Ids missing from NVIDIA's table are
// looked up by range.
v1::Gpu GpuOfPci(v1::Vendor vendor, std::string_view device, const Catalog& catalog);

// The name for people: vendor in front, chip code and marks away. "Navi 31 [Radeon RX 7900 XT]"
// gives "AMD Radeon RX 7900 XT".
std::string MarketingName(v1::Vendor vendor, std::string_view table_name);

// True when Intel sells `family` as a part of processors only.
bool IsIntegratedFamily(std::string_view family);

}  // namespace accel::compat
