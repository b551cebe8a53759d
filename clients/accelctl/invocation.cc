// SPDX-License-Identifier: Apache-2.0
#include "clients/accelctl/invocation.h"

#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <filesystem>

#include "clients/config.h"
#include "compat/printable.h"
#include "probes/host_profile.h"

namespace accel::accelctl {

absl::StatusOr<std::unique_ptr<clients::Answers>> OpenAnswers(const Invocation& invocation) {
  clients::AnswerOptions options = clients::AnswerOptionsFromEnvironment();
  if (invocation.options.no_daemon) options.daemon = clients::DaemonUse::kNever;
  return clients::OpenAnswers(options);
}

absl::StatusOr<std::optional<v1::Host>> NamedHost(const Invocation& invocation) {
  const std::string named = invocation.options.host.empty()
                                ? invocation.environment.Get("ACCEL_HOST")
                                : invocation.options.host;
  if (named.empty()) return std::optional<v1::Host>();
  ACCEL_ASSIGN_OR_RETURN(const std::shared_ptr<const compat::Catalog> catalog,
                         clients::CatalogOfThisMachine());
  ACCEL_ASSIGN_OR_RETURN(v1::Host host, probes::ReadHost(named, *catalog));
  return std::optional<v1::Host>(std::move(host));
}

absl::StatusOr<v1::Policy> PolicyOf(const Invocation& invocation) {
  std::string name = invocation.options.policy;
  if (name.empty()) {
    std::error_code error;
    ACCEL_ASSIGN_OR_RETURN(
        const clients::Config config,
        clients::ReadConfig(invocation.environment, std::filesystem::current_path(error).string()));
    name = config.policy;
  }
  return clients::PolicyNamed(name);
}

void PrintJson(const google::protobuf::Message& message) {
  std::string text;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  (void)google::protobuf::util::MessageToJsonString(message, &text, options);
  std::fputs(text.c_str(), stdout);
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "accelctl: %s\n", compat::PrintSafe(compat::Message(status)).c_str());
  if (absl::IsInvalidArgument(status) || absl::IsNotFound(status)) return kUsage;
  if (absl::IsFailedPrecondition(status)) return kNo;
  if (absl::IsUnavailable(status) || absl::IsPermissionDenied(status) ||
      absl::IsDeadlineExceeded(status))
    return kUnavailable;
  return kInternal;
}

}  // namespace accel::accelctl
