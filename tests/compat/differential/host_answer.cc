// SPDX-License-Identifier: Apache-2.0
#include "tests/compat/differential/host_answer.h"

#include "compat/reference_properties.h"
#include "probes/host_profile.h"
#include "tests/probes/machines.h"

namespace accel::compat {
namespace {

probes::FakeSysroot MachineOf(const std::vector<std::string>& fields) {
  probes::FakeSysroot machine;
  machine.Named("6.1.0", fields[1]);
  for (std::size_t i = 3; i < fields.size(); ++i) {
    const std::size_t equals = fields[i].find('=');
    if (equals != std::string::npos)
      machine.File(fields[i].substr(0, equals), fields[i].substr(equals + 1));
  }
  return machine;
}

std::string ListsOf(const v1::Host& host, const std::string& provider) {
  std::string lines;
  for (const v1::Property& property : ReferenceProperties(host, probes::Embedded(), {provider})) {
    lines += (lines.empty() ? "" : "\t") + property.namespace_() + "|" + property.feature();
    for (const std::string& value : property.values()) lines += "|" + value;
  }
  return lines;
}

}  // namespace

std::string AnswerHost(const std::vector<std::string>& fields) {
  return ListsOf(ProbeHost(MachineOf(fields), probes::Embedded(), {"cpu", "amd"}), fields[2]);
}

std::string AnswerProfile(const std::vector<std::string>& fields) {
  const auto host = probes::ParseHostProfile(fields[1], "profile");
  return host.ok() ? ListsOf(*host, fields[2]) : "!";
}

}  // namespace accel::compat
