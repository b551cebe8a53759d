// SPDX-License-Identifier: Apache-2.0
#include "shim/host_source.h"

#include "clients/answers.h"
#include "probes/host_profile.h"

namespace accel::shim {

absl::StatusOr<v1::Host> FindHost(const CommandLine& line, const clients::Environment& environment,
                                  const compat::Catalog& catalog) {
  const std::string named = line.host.empty() ? environment.Get("ACCEL_HOST") : line.host;
  if (!named.empty()) return probes::ReadHost(named, catalog);
  clients::AnswerOptions options = clients::AnswerOptionsFromEnvironment();
  if (line.no_daemon) options.daemon = clients::DaemonUse::kNever;
  ACCEL_ASSIGN_OR_RETURN(const std::unique_ptr<clients::Answers> answers,
                         clients::OpenAnswers(options));
  ACCEL_ASSIGN_OR_RETURN(const v1::GetHostResponse response, answers->GetHost());
  return response.host();
}

compat::GpuPolicy FindPolicy(const CommandLine& line, const clients::Config& config,
                             const clients::Environment& environment) {
  const std::string& name = line.policy.empty() ? config.policy : line.policy;
  return clients::PolicyOfCaller(clients::PolicyNamed(name), environment);
}

}  // namespace accel::shim
