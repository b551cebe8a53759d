// SPDX-License-Identifier: Apache-2.0
//
// The display and compute functions on the PCI bus, from sysfs.
// Promises that a function whose files are malformed is counted, not dropped silently. Reads cached
// attributes only: config space would wake a sleeping device.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "accel/v1/host.pb.h"
#include "probes/host.h"

namespace accel::probes {

struct PciDisplay {
  std::string bus_id;  // "0000:01:00.0"
  std::string vendor;  // "10de", four lower-case hex digits
  std::string device;  // "1b80"
  unsigned class_code =
      0;               // 0x0300 VGA, 0x0302 3D, 0x0380 other display, 0x1200 processing accelerator
  std::string driver;  // name of the bound module; empty = none
};

struct PciScan {
  Seen seen = Seen::kAbsent;         // of the bus itself
  std::vector<PciDisplay> displays;  // by bus id
  int unreadable = 0;                // functions that could not be read
};

// Where the list comes from, for evidence.
inline constexpr std::string_view kPciDevices = "/sys/bus/pci/devices";

PciScan ScanPci(const Sysroot& sysroot);

// Those of `vendor` ("10de") among them.
std::vector<PciDisplay> DisplaysOf(const PciScan& scan, std::string_view vendor);

// Sets outcome and reason of a vendor's probe that found no GPU: ABSENT when the bus was read in
// full, or the machine has no PCI bus; UNKNOWN when something could not be read.
void ExplainNone(const Sysroot& sysroot, const PciScan& scan, const std::string& vendor,
                 v1::Probe& probe);

}  // namespace accel::probes
