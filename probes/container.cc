// SPDX-License-Identifier: Apache-2.0
#include "probes/container.h"

#include <array>
#include <string>
#include <string_view>

#include "probes/text.h"

namespace accel::probes {
namespace {

struct Found {
  std::string kind;
  std::string evidence;
};

struct Mark {
  std::string_view text;
  std::string_view kind;
};

// Files that a runtime leaves behind, the more telling ones first.
Found ByMarkerFile(const Sysroot& sysroot) {
  constexpr std::array<Mark, 3> kFiles = {{{"/var/run/secrets/kubernetes.io", "kubernetes"},
                                           {"/run/.containerenv", "podman"},
                                           {"/.dockerenv", "docker"}}};
  for (const Mark& file : kFiles) {
    if (sysroot.Stat(file.text).ok()) return {std::string(file.kind), std::string(file.text)};
  }
  return {};
}

// What the manager told the init system: "lxc", "docker", "podman", "systemd-nspawn", "wsl".
Found BySystemd(const Sysroot& sysroot) {
  constexpr std::string_view kFile = "/run/systemd/container";
  const std::string text = sysroot.Read(kFile, 256).value;
  const std::string_view kind = FirstLine(text);
  if (kind.empty()) return {};
  return {Cleaned(kind.starts_with("lxc") ? "lxc" : kind, 32), std::string(kFile)};
}

Found ByCgroup(const Sysroot& sysroot) {
  constexpr std::array<Mark, 5> kParts = {{{"kubepods", "kubernetes"},
                                           {"libpod", "podman"},
                                           {"/docker", "docker"},
                                           {"/lxc", "lxc"},
                                           {"machine.slice/systemd-nspawn", "systemd-nspawn"}}};
  for (const char* file : {"/proc/1/cgroup", "/proc/self/cgroup"}) {
    const std::string text = sysroot.Read(file, 16 * 1024).value;
    for (const Mark& part : kParts) {
      if (text.find(part.text) != std::string::npos) return {std::string(part.kind), file};
    }
  }
  return {};
}

Found ByKernel(const Sysroot& sysroot) {
  const bool wsl = ContainsIgnoringCase(sysroot.Uname().release, "microsoft");
  return wsl ? Found{"wsl", "uname"} : Found{};
}

}  // namespace

void ProbeContainer(const Sysroot& sysroot, v1::Host& host) {
  Found found = ByMarkerFile(sysroot);
  if (found.kind.empty()) found = BySystemd(sysroot);
  if (found.kind.empty()) found = ByCgroup(sysroot);
  if (found.kind.empty()) found = ByKernel(sysroot);
  host.mutable_container()->set_kind(found.kind);
  host.mutable_container()->set_evidence(found.evidence);
  v1::Probe& probe = *host.add_probes();
  probe.set_name("container");
  probe.set_evidence(found.evidence);
  probe.set_outcome(found.kind.empty() ? v1::Probe::ABSENT : v1::Probe::OK);
  if (found.kind.empty()) probe.set_reason("nothing marks this as a container");
}

}  // namespace accel::probes
