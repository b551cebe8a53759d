// SPDX-License-Identifier: Apache-2.0
#include "probes/libraries.h"

#include <optional>
#include <utility>

#include "probes/ld_cache.h"

namespace accel::probes {
namespace {

constexpr std::size_t kMaxCache = 8 * 1024 * 1024;  // bytes

bool IsFile(const Sysroot& sysroot, const std::string& path) {
  const Reading<FileIdentity> file = sysroot.Stat(path);
  return file.ok() && file.value.kind == FileIdentity::Kind::kFile;
}

}  // namespace

std::vector<std::string> LibraryFolders(const Sysroot& sysroot) {
  std::vector<std::string> folders;
  if (sysroot.Stat("/dev/dxg").ok()) folders.push_back("/usr/lib/wsl/lib");
  std::string machine = sysroot.Uname().machine;
  if (machine.empty()) machine = "x86_64";
  const std::string triplet = "/usr/lib/" + machine + "-linux-gnu";
  if (machine == "aarch64") {
    for (const char* tail : {"/nvidia", "/tegra"}) folders.push_back(triplet + tail);
  }
  folders.insert(
      folders.end(),
      {triplet, triplet + "/nvidia/current", "/usr/lib64", "/usr/lib64/nvidia", "/usr/lib/nvidia",
       "/usr/lib", "/usr/local/lib", "/run/opengl-driver/lib", "/usr/local/nvidia/lib64"});
  return folders;
}

std::string FindInFolders(const Sysroot& sysroot, std::string_view name) {
  for (const std::string& folder : LibraryFolders(sysroot)) {
    std::string path = folder + "/" + std::string(name);
    if (IsFile(sysroot, path)) return path;
  }
  return "";
}

FoundLibrary FindLibrary(const Sysroot& sysroot, std::string_view name) {
  const std::string wsl = "/usr/lib/wsl/lib/" + std::string(name);
  if (sysroot.Stat("/dev/dxg").ok() && IsFile(sysroot, wsl)) return {wsl, false};
  const Reading<std::string> cache = sysroot.Read("/etc/ld.so.cache", kMaxCache);
  const std::optional<std::string> cached = FindInLdCache(cache.value, name);
  if (cached && !cached->empty() && IsFile(sysroot, *cached)) return {*cached, false};
  std::string path = FindInFolders(sysroot, name);
  const bool absent = path.empty() && cached.has_value();
  return {std::move(path), absent};
}

}  // namespace accel::probes
