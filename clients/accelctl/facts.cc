// SPDX-License-Identifier: Apache-2.0
//
// accelctl facts: what is known about a machine, and which file said so.
#include <cstdio>

#include "clients/accelctl/invocation.h"
#include "clients/table.h"
#include "compat/printable.h"

namespace accel::accelctl {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string Architecture(const v1::Gpu& gpu) {
  if (!gpu.compute_capability().empty()) return "compute capability " + gpu.compute_capability();
  return gpu.gfx().empty() ? (gpu.device_ip().empty() ? "" : "device IP " + gpu.device_ip())
                           : gpu.gfx();
}

std::string State(const v1::Gpu& gpu) {
  if (gpu.outcome() == v1::Probe::OK) return "usable";
  return "not usable: " + gpu.reason() + (gpu.fix().empty() ? "" : " (" + gpu.fix() + ")");
}

std::string Lower(std::string name) {
  for (char& c : name)
    c = c == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

void AddDrivers(const v1::Host& host, Rows& rows) {
  if (!host.nvidia().version().empty())
    rows.push_back({"NVIDIA driver", host.nvidia().version(), host.nvidia().evidence()});
  if (!host.nvidia().libcuda_path().empty()) {
    rows.push_back({"libcuda", host.nvidia().user_space_version(), host.nvidia().libcuda_path()});
  }
  if (host.amd().kfd())
    rows.push_back({"AMD KFD",
                    host.amd().module_version().empty() ? "in-tree" : host.amd().module_version(),
                    host.amd().evidence()});
  if (!host.intel().module().empty())
    rows.push_back({"Intel driver", host.intel().module(), host.intel().evidence()});
}

Rows MachineRows(const v1::Host& host) {
  Rows rows = {{"FACT", "VALUE", "EVIDENCE"}};
  for (const v1::Gpu& gpu : host.gpus()) {
    rows.push_back({"GPU",
                    (gpu.name().empty() ? gpu.pci_id() : gpu.name()) + ", " + Architecture(gpu),
                    gpu.evidence()});
    rows.push_back({"", State(gpu), ""});
  }
  AddDrivers(host, rows);
  rows.push_back({"CPU", host.cpu().architecture() + " " + host.cpu().level(), "/proc/cpuinfo"});
  if (!host.kernel().release().empty())
    rows.push_back({"kernel", host.kernel().release(), "uname"});
  if (!host.libc().kind().empty())
    rows.push_back({"C library", host.libc().kind() + " " + host.libc().version(), ""});
  if (!host.container().kind().empty())
    rows.push_back({"container", host.container().kind(), host.container().evidence()});
  for (const v1::Probe& probe : host.probes()) {
    if (probe.outcome() == v1::Probe::OK) continue;
    rows.push_back({"probe " + probe.name(),
                    Lower(v1::Probe::Outcome_Name(probe.outcome())) +
                        (probe.reason().empty() ? "" : ": " + probe.reason()),
                    probe.evidence()});
  }
  return rows;
}

}  // namespace

int RunFacts(const Invocation& invocation) {
  const absl::StatusOr<std::optional<v1::Host>> named = NamedHost(invocation);
  if (!named.ok()) return Fail(named.status());
  v1::Host host;
  std::string source;
  if (named->has_value()) {
    host = **named;
    source = host.origin();
  } else {
    const absl::StatusOr<std::unique_ptr<clients::Answers>> answers = OpenAnswers(invocation);
    if (!answers.ok()) return Fail(answers.status());
    const absl::StatusOr<v1::GetHostResponse> response = (*answers)->GetHost();
    if (!response.ok()) return Fail(response.status());
    host = response->host();
    source = (*answers)->Source();
  }
  if (invocation.options.json) {
    PrintJson(host);
    return 0;
  }
  std::fputs(clients::FormatTable(MachineRows(host)).c_str(), stdout);
  const std::string& named_host = invocation.options.host;
  std::printf("\nanswered %s; next: accelctl tags torch%s\n", compat::PrintSafe(source).c_str(),
              named_host.empty() ? "" : compat::PrintSafe(" --host '" + named_host + "'").c_str());
  return 0;
}

}  // namespace accel::accelctl
