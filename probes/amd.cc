// SPDX-License-Identifier: Apache-2.0
//
// AMD from KFD's topology, which any user may read; the PCI table where there is no KFD. ROCm's libraries are not needed and
// known to be wrong (rocm_smi garbles targets with minor version 0).
#include <array>
#include <charconv>
#include <cstdio>
#include <map>
#include <sstream>
#include <string>

#include "probes/probe.h"

namespace accel::probes {
namespace {

constexpr char kNodes[] = "/sys/class/kfd/kfd/topology/nodes";

using Properties = std::map<std::string, std::uint64_t>;

Properties ParseProperties(const std::string& text) {
  Properties properties;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t blank = line.find(' ');
    if (blank == std::string::npos) continue;
    std::uint64_t value = 0;
    const char* begin = line.data() + blank + 1;
    const auto [end, error] = std::from_chars(begin, line.data() + line.size(), value);
    if (error == std::errc() && end != begin) properties.emplace(line.substr(0, blank), value);
  }
  return properties;
}

std::uint64_t Get(const Properties& properties, const char* key) {
  const auto it = properties.find(key);
  return it == properties.end() ? 0 : it->second;
}

// 90402 -> gfx942, 100306 -> gfx1036: decimal major, hexadecimal minor and stepping.
std::string GfxName(std::uint64_t version) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "gfx%llu%llx%llx", static_cast<unsigned long long>(version / 10000),
                static_cast<unsigned long long>(version / 100 % 100), static_cast<unsigned long long>(version % 100));
  return text.data();
}

std::string BusId(const Properties& properties) {
  const std::uint64_t location = Get(properties, "location_id");
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04x:%02x:%02x.%x", static_cast<unsigned>(Get(properties, "domain") & 0xffff),
                static_cast<unsigned>(location >> 8 & 0xff), static_cast<unsigned>(location >> 3 & 0x1f),
                static_cast<unsigned>(location & 7));
  return text.data();
}

std::string Device(std::uint64_t id) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%04x", static_cast<unsigned>(id & 0xffff));
  return text.data();
}

void Name(const Look& look, const std::string& device, v1::Gpu& gpu) {
  if (const v1::AmdDevice* row = look.catalog.FindAmdDevice(device)) {
    gpu.set_name("AMD " + row->name());
    if (gpu.gfx().empty()) gpu.set_gfx(row->gfx());
  }
  if (const v1::AmdTarget* target = look.catalog.FindAmdTarget(gpu.gfx())) gpu.set_integrated(target->integrated());
}

// Access is the caller's, not the machine's: /dev/kfd and the render node, by permissions.
void JudgeAccess(const Look& look, std::uint64_t render_minor, v1::Gpu& gpu) {
  std::vector<std::string> nodes = {"/dev/kfd"};
  if (render_minor != 0) nodes.push_back("/dev/dri/renderD" + std::to_string(render_minor));
  gpu.set_outcome(v1::Probe::OK);
  for (const std::string& node : nodes) {
    const Seen seen = look.sysroot.MayOpen(node);
    if (seen == Seen::kYes) continue;
    const bool denied = seen == Seen::kDenied;
    gpu.set_outcome(denied ? v1::Probe::DENIED : v1::Probe::UNUSABLE);
    gpu.set_reason(node + (denied ? " may not be opened by this user" : " is not there"));
    gpu.set_fix(denied ? "add the user to the groups render and video" : "load amdgpu, or pass the device into the container");
    return;
  }
}

struct Kfd {
  bool there = false;
  int gpus = 0;
  int hidden = 0;  // nodes whose properties the device cgroup hides
};

Kfd AddKfdGpus(const Look& look, v1::Host& host) {
  Kfd kfd;
  const Reading<std::vector<std::string>> nodes = look.sysroot.List(kNodes);
  kfd.there = nodes.ok();
  for (const std::string& node : nodes.value) {
    const std::string path = std::string(kNodes) + "/" + node + "/properties";
    const Reading<std::string> text = look.sysroot.Read(path);
    if (!text.ok()) {
      ++kfd.hidden;
      continue;
    }
    const Properties properties = ParseProperties(text.value);
    if (Get(properties, "simd_count") == 0) continue;  // a CPU node
    v1::Gpu& gpu = *host.add_gpus();
    gpu.set_vendor(v1::VENDOR_AMD);
    gpu.set_gfx(Get(properties, "gfx_target_version") == 0 ? "" : GfxName(Get(properties, "gfx_target_version")));
    gpu.set_pci_id("1002:" + Device(Get(properties, "device_id")));
    gpu.set_bus_id(BusId(properties));
    gpu.set_kernel_driver("amdgpu");
    gpu.set_evidence(path);
    gpu.set_visible_index(kfd.gpus++);
    Name(look, Device(Get(properties, "device_id")), gpu);
    JudgeAccess(look, Get(properties, "drm_render_minor"), gpu);
    const std::string bank = ReadTrimmed(look.sysroot, std::string(kNodes) + "/" + node + "/mem_banks/0/properties");
    gpu.set_memory_bytes(Get(ParseProperties(bank), "size_in_bytes"));
  }
  return kfd;
}

void AddPciGpus(const Look& look, v1::Host& host) {
  int index = 0;
  for (const PciFunction& function : look.displays.functions) {
    if (function.vendor != "1002") continue;
    v1::Gpu& gpu = *host.add_gpus();
    gpu.set_vendor(v1::VENDOR_AMD);
    gpu.set_pci_id("1002:" + function.device);
    gpu.set_bus_id(function.bus_id);
    gpu.set_kernel_driver(function.driver);
    gpu.set_evidence("/sys/bus/pci/devices/" + function.bus_id);
    gpu.set_visible_index(index++);
    gpu.set_outcome(v1::Probe::UNUSABLE);
    gpu.set_reason(function.driver == "amdgpu" ? "the kernel has no KFD for it" : "amdgpu is not bound to it");
    gpu.set_fix("load amdgpu with KFD support");
    Name(look, function.device, gpu);
  }
}

}  // namespace

void ProbeAmd(const Look& look, v1::Host& host) {
  const int before = host.gpus_size();
  const Kfd kfd = AddKfdGpus(look, host);
  if (kfd.gpus == 0) AddPciGpus(look, host);
  if (kfd.there) {
    v1::AmdDriver& driver = *host.mutable_amd();
    driver.set_kfd(true);
    driver.set_module_version(ReadTrimmed(look.sysroot, "/sys/module/amdgpu/version"));
    driver.set_rocm_version(ReadTrimmed(look.sysroot, "/opt/rocm/.info/version"));
    driver.set_evidence(kNodes);
  }
  if (kfd.hidden > 0 && kfd.gpus == 0) {
    AddOutcome(host, "amd", v1::Probe::DENIED, kNodes, std::to_string(kfd.hidden) + " KFD nodes may not be read here",
               "pass /dev/kfd and /dev/dri into the container");
  } else if (host.gpus_size() > before) {
    AddOutcome(host, "amd", v1::Probe::OK, kfd.there ? kNodes : "/sys/bus/pci/devices",
               kfd.hidden > 0 ? std::to_string(kfd.hidden) + " KFD nodes may not be read here" : "");
  } else {
    const bool proven = !look.displays.partly && look.displays.seen != Seen::kDenied && look.displays.seen != Seen::kFailed;
    AddOutcome(host, "amd", proven ? v1::Probe::ABSENT : v1::Probe::UNKNOWN, "/sys/bus/pci/devices",
               proven ? "" : "the PCI list could not be read");
  }
}

}  // namespace accel::probes
