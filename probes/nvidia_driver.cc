// SPDX-License-Identifier: Apache-2.0
#include "probes/nvidia_driver.h"

#include <algorithm>
#include <utility>

#include "probes/libraries.h"
#include "probes/text.h"

namespace accel::probes {
namespace {

constexpr std::string_view kModuleVersion = "/sys/module/nvidia/version";
constexpr std::string_view kProcVersion = "/proc/driver/nvidia/version";
constexpr std::uint64_t kLowestBranch =
    100;  // libcuda.so.1.1 (WSL, Jetson) has no driver version in its name

// The version, or `trouble` with what the file held instead.
void ReadModuleVersion(const Sysroot& sysroot, NvidiaDriverScan& scan) {
  const Reading<std::string> text = sysroot.Read(kModuleVersion, 256);
  if (text.seen == Seen::kAbsent) return;
  scan.loaded = true;
  const std::string_view version = FirstLine(text.value);
  if (!text.ok() || !IsDottedVersion(version)) {
    scan.trouble =
        std::string(kModuleVersion) + (text.ok() ? " holds no version" : " cannot be read");
    return;
  }
  scan.driver.set_version(std::string(version));
  scan.driver.set_evidence(std::string(kModuleVersion));
}

void ReadProcVersion(const Sysroot& sysroot, NvidiaDriverScan& scan) {
  const Reading<std::string> text = sysroot.Read(kProcVersion, 4096);
  if (text.seen == Seen::kAbsent) return;
  scan.loaded = true;
  const std::optional<NvrmVersion> parsed = ParseNvrmVersion(text.value);
  if (!parsed) {
    if (scan.driver.version().empty()) {
      scan.trouble =
          std::string(kProcVersion) + (text.ok() ? " holds no version" : " cannot be read");
    }
    return;
  }
  scan.driver.set_module_flavor(parsed->flavor);
  if (!scan.driver.version().empty()) return;
  scan.driver.set_version(parsed->version);
  scan.driver.set_evidence(std::string(kProcVersion));
  scan.trouble.clear();
}

void ReadLibcuda(const Sysroot& sysroot, NvidiaDriverScan& scan) {
  const FoundLibrary library = FindLibrary(sysroot, "libcuda.so.1");
  scan.libcuda_absent = library.proven_absent;
  if (library.path.empty()) return;
  scan.driver.set_libcuda_path(library.path);
  const Reading<std::string> target = sysroot.Resolve(library.path);
  scan.driver.set_user_space_version(VersionOfLibcuda(target.value));
}

}  // namespace

std::optional<NvrmVersion> ParseNvrmVersion(std::string_view text) {
  const std::string_view line = FirstLine(text);
  if (!line.starts_with("NVRM version:")) return std::nullopt;
  const std::size_t gap = line.find("  ");
  if (gap == std::string_view::npos) return std::nullopt;
  const std::string_view rest = Trim(line.substr(gap));
  const std::string_view version = rest.substr(0, rest.find(' '));
  if (!IsDottedVersion(version)) return std::nullopt;
  const bool open = line.substr(0, gap).find("Open Kernel Module") != std::string_view::npos;
  return NvrmVersion{std::string(version), open ? "open" : "proprietary"};
}

std::string VersionOfLibcuda(std::string_view path) {
  constexpr std::string_view kPrefix = "libcuda.so.";
  std::string_view name = BaseName(path);
  if (!name.starts_with(kPrefix)) return "";
  name.remove_prefix(kPrefix.size());
  if (!IsDottedVersion(name)) return "";
  return ParseNumber(name.substr(0, name.find('.'))).value_or(0) < kLowestBranch
             ? ""
             : std::string(name);
}

bool IsNumberedNode(std::string_view path) {
  constexpr std::string_view kPrefix = "/dev/nvidia";
  return path.starts_with(kPrefix) && ParseNumber(path.substr(kPrefix.size())).has_value();
}

std::vector<std::string> ListNvidiaNodes(const Sysroot& sysroot) {
  std::vector<std::string> nodes;
  for (const std::string& name : sysroot.List("/dev").value) {
    const std::string path = "/dev/" + name;
    if (IsNumberedNode(path) || name == "nvidiactl" || name == "nvidia-uvm") nodes.push_back(path);
  }
  return nodes;
}

NvidiaDriverScan ScanNvidiaDriver(const Sysroot& sysroot) {
  NvidiaDriverScan scan;
  ReadModuleVersion(sysroot, scan);
  ReadProcVersion(sysroot, scan);
  if (sysroot.Stat("/sys/module/nvidia").ok() && !scan.loaded) {
    scan.loaded = true;
    scan.trouble =
        std::string(kModuleVersion) + " and " + std::string(kProcVersion) + " are missing";
  }
  ReadLibcuda(sysroot, scan);
  for (std::string& node : ListNvidiaNodes(sysroot)) scan.driver.add_device_nodes(std::move(node));
  return scan;
}

}  // namespace accel::probes
