// SPDX-License-Identifier: Apache-2.0
#include "probes/pci.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "probes/text.h"

namespace accel::probes {
namespace {

// A hexadecimal attribute like "0x10de\n", at most `digits` long.
std::optional<std::uint64_t> ReadHex(const Sysroot& sysroot, const std::string& path,
                                     std::size_t digits) {
  const Reading<std::string> text = sysroot.Read(path, 64);
  const std::string_view value = FirstLine(text.value);
  if (!text.ok() || !value.starts_with("0x") || value.size() > digits + 2) return std::nullopt;
  return ParseNumber(value, 16);
}

std::string FourDigits(std::uint64_t id) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (int shift = 12; shift >= 0; shift -= 4) text += kDigits[(id >> shift) & 0xf];
  return text;
}

bool IsDisplay(unsigned class_code) { return class_code >> 8 == 0x03 || class_code == 0x1200; }

// "0000:01:00.0", also with a longer domain (Hyper-V, VMD).
bool IsBusId(std::string_view name) {
  return name.size() >= 12 && name.size() <= 16 &&
         name.find_first_not_of("0123456789abcdef:.") == std::string_view::npos;
}

std::optional<PciDisplay> ReadFunction(const Sysroot& sysroot, const std::string& bus_id,
                                       unsigned class_code) {
  const std::string folder = std::string(kPciDevices) + "/" + bus_id;
  const auto vendor = ReadHex(sysroot, folder + "/vendor", 4);
  const auto device = ReadHex(sysroot, folder + "/device", 4);
  if (!vendor || !device) return std::nullopt;
  PciDisplay display{bus_id, FourDigits(*vendor), FourDigits(*device), class_code, ""};
  const Reading<std::string> driver = sysroot.ReadLink(folder + "/driver");
  if (driver.ok()) display.driver = Cleaned(BaseName(driver.value), 64);
  return display;
}

}  // namespace

PciScan ScanPci(const Sysroot& sysroot) {
  PciScan scan;
  const Reading<std::vector<std::string>> names = sysroot.List(kPciDevices);
  scan.seen = names.seen;
  for (const std::string& name : names.value) {
    if (!IsBusId(name)) continue;
    const auto class_code = ReadHex(sysroot, std::string(kPciDevices) + "/" + name + "/class", 6);
    if (class_code && !IsDisplay(static_cast<unsigned>(*class_code >> 8))) continue;
    std::optional<PciDisplay> display;
    if (class_code) display = ReadFunction(sysroot, name, static_cast<unsigned>(*class_code >> 8));
    if (display) {
      scan.displays.push_back(*std::move(display));
    } else {
      ++scan.unreadable;
    }
  }
  return scan;
}

std::vector<PciDisplay> DisplaysOf(const PciScan& scan, std::string_view vendor) {
  std::vector<PciDisplay> found;
  std::copy_if(scan.displays.begin(), scan.displays.end(), std::back_inserter(found),
               [&](const PciDisplay& display) { return display.vendor == vendor; });
  return found;
}

void ExplainNone(const Sysroot& sysroot, const PciScan& scan, const std::string& vendor,
                 v1::Probe& probe) {
  probe.set_evidence(std::string(kPciDevices));
  probe.set_outcome(v1::Probe::UNKNOWN);
  if (scan.seen == Seen::kDenied || scan.seen == Seen::kFailed) {
    probe.set_reason("the list of PCI devices cannot be read");
  } else if (scan.unreadable > 0) {
    probe.set_reason(std::to_string(scan.unreadable) + " PCI functions cannot be read");
  } else if (scan.seen == Seen::kAbsent && !sysroot.List("/sys/bus").ok()) {
    probe.set_reason("there is no /sys/bus to look at");
    probe.set_fix("mount sysfs on /sys");
  } else {
    probe.set_outcome(v1::Probe::ABSENT);
    probe.set_reason(scan.seen == Seen::kAbsent ? "this machine has no PCI bus"
                                                : "no " + vendor + " GPU is on the PCI bus");
  }
}

}  // namespace accel::probes
