// SPDX-License-Identifier: Apache-2.0
#include "probes/access.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "probes/text.h"

namespace accel::probes {
namespace {

constexpr std::size_t kMaxGroups = 1024 * 1024;  // bytes of /etc/group

std::vector<std::string_view> Fields(std::string_view line) {
  std::vector<std::string_view> fields;
  for (bool last = false; !last;) {
    const std::size_t colon = line.find(':');
    last = colon == std::string_view::npos;
    fields.push_back(line.substr(0, colon));
    if (!last) line.remove_prefix(colon + 1);
  }
  return fields;
}

}  // namespace

std::string GroupName(const Sysroot& sysroot, std::uint32_t group) {
  const Reading<std::string> groups = sysroot.Read("/etc/group", kMaxGroups);
  for (const std::string_view line : Lines(groups.value)) {
    const std::vector<std::string_view> fields = Fields(line);
    if (fields.size() >= 3 && ParseNumber(fields[2]) == group) return Cleaned(fields[0], 32);
  }
  return std::to_string(group);
}

std::string FixForDenied(const Sysroot& sysroot, const std::string& path) {
  const Reading<FileIdentity> node = sysroot.Stat(path);
  constexpr std::uint32_t kGroupMayUse = 0060;
  if (!node.ok() || (node.value.mode & kGroupMayUse) != kGroupMayUse) {
    return "ask the administrator for access to " + path;
  }
  const std::string group = GroupName(sysroot, node.value.group);
  return "add your user to the group " + group + " (usermod -aG " + group +
         " USER) and log in again";
}

bool InContainer(const v1::Host& host) {
  return !host.container().kind().empty() && host.container().kind() != "wsl";
}

}  // namespace accel::probes
