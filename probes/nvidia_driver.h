// SPDX-License-Identifier: Apache-2.0
//
// NVIDIA's driver as files show it: the kernel module's version, libcuda's, the device nodes.
// Never reads /proc/driver/nvidia/gpus/*/{power,information}: the first takes the driver's locks,
// the second logs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accel/v1/host.pb.h"
#include "probes/host.h"

namespace accel::probes {

struct NvrmVersion {
  std::string version;  // "580.95.05"
  std::string flavor;   // "open" or "proprietary"
};

// The first line of /proc/driver/nvidia/version. Its fields are separated by two spaces; the
// version is the second (the rule of astral-sh/uv crates/uv-torch). nullopt when it is not of that
// form.
std::optional<NvrmVersion> ParseNvrmVersion(std::string_view text);

// "580.95.05" for "/usr/lib/x86_64-linux-gnu/libcuda.so.580.95.05"; empty for a name without a
// driver version.
std::string VersionOfLibcuda(std::string_view path);

struct NvidiaDriverScan {
  bool loaded = false;          // the kernel module is there
  bool libcuda_absent = false;  // proven: the linker would not find libcuda.so.1
  v1::NvidiaDriver driver;
  std::string
      trouble;  // why the version could not be read; empty when it could, or nothing is loaded
};

NvidiaDriverScan ScanNvidiaDriver(const Sysroot& sysroot);

// "/dev/nvidia0" is numbered, "/dev/nvidiactl" is not.
bool IsNumberedNode(std::string_view path);

// /dev/nvidia*, sorted.
std::vector<std::string> ListNvidiaNodes(const Sysroot& sysroot);

}  // namespace accel::probes
